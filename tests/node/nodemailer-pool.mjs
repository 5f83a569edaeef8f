// Sends mails of about 4 kB through nodemailer's pool and prints how many a second, as JSON.
// Usage: node nodemailer-pool.mjs HOST PORT CONNECTIONS COUNT
import nodemailer from 'nodemailer';

const [host, port, connections, count] = process.argv.slice(2);
const transport = nodemailer.createTransport({
  host,
  port: Number(port),
  pool: true,
  maxConnections: Number(connections),
  maxMessages: Infinity,
  secure: false,
  ignoreTLS: true,
});

const line = 'This line is as long as a line of a mail usually is, and has a number: ';
const text = Array.from({ length: 22 }, (_, i) => line + i).join('\n');
const html = `<p>${text}</p>`;
const mail = (i) => ({
  from: 'Ann Example <ann@mail.example>',
  to: 'Bob Example <bob@inbox.example>',
  subject: 'A short question',
  messageId: `<m.${i}@mail.example>`,
  text,
  html,
});

await Promise.all(Array.from({ length: Number(connections) }, (_, i) => transport.sendMail(mail(`warm-${i}`))));
const start = process.hrtime.bigint();
let next = 0;
// As many senders as would keep the pool's queue filled, no more: a queue of thousands of promises measures the queue.
await Promise.all(Array.from({ length: 2 * Number(connections) }, async () => {
  while (next < Number(count)) {
    await transport.sendMail(mail(next++));
  }
}));
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
transport.close();
console.log(JSON.stringify({ connections: Number(connections), count: Number(count), seconds, perSecond: count / seconds }));
