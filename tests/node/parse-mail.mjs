// Reads a mail from standard input and prints what mailparser, a program that is not ours, makes of it, as JSON.
// With --batch: one mail in base64 a line in, one JSON a line out.
import { simpleParser } from 'mailparser';
import libmime from 'libmime';
import { createInterface } from 'node:readline';

const options = { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true };

async function read(bytes) {
  const mail = await simpleParser(bytes, options);
  return JSON.stringify({
    from: mail.from?.value ?? [],
    to: mail.to?.value ?? [],
    subject: mail.subject ?? '',
    messageId: mail.messageId ?? '',
    date: mail.date?.toISOString() ?? '',
    text: mail.text ?? '',
    html: mail.html || '',
    headers: Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1)])),
    inReplyTo: mail.inReplyTo ?? '',
    references: [mail.references ?? []].flat(),
    list: mail.headers.get('list') ?? {},
    note: libmime.decodeWords(mail.headers.get('x-note') ?? ''),
  });
}

if (process.argv.includes('--batch')) {
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(await read(Buffer.from(line, 'base64')));
  }
} else {
  const chunks = [];
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
  }

  console.log(await read(Buffer.concat(chunks)));
}
