// Has standardwebhooks, a program that is not ours, verify deliveries: one JSON {secret, id, timestamp, signature, body} a line in, true or false
// out. Its clock is set to the delivery's: what is asked is whether the signature fits.
import { Webhook } from 'standardwebhooks';
import { createInterface } from 'node:readline';

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, id, timestamp, signature, body } = JSON.parse(line);
  Date.now = () => timestamp * 1000;
  try {
    new Webhook(secret).verify(body, { 'webhook-id': id, 'webhook-timestamp': `${timestamp}`, 'webhook-signature': signature });
    console.log(true);
  } catch {
    console.log(false);
  }
}
