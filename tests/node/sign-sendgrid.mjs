// Signs deliveries as SendGrid does, with Node's own cryptography: one JSON {key, timestamp, body} a line in (body in base64), one signature a line out.
import { createSign } from 'node:crypto';
import { createInterface } from 'node:readline';

for await (const line of createInterface({ input: process.stdin })) {
  const { key, timestamp, body } = JSON.parse(line);
  console.log(createSign('SHA256').update(timestamp).update(Buffer.from(body, 'base64')).sign(key, 'base64'));
}
