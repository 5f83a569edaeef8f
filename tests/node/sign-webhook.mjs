// Signs deliveries with standardwebhooks, a program that is not ours: one JSON {secret, id, timestamp, body} a line in, one signature a line out.
import { Webhook } from 'standardwebhooks';
import { createInterface } from 'node:readline';

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, id, timestamp, body } = JSON.parse(line);
  const webhook = new Webhook(secret);
  const signature = webhook.sign(id, new Date(timestamp * 1000), body);
  console.log(signature);
}
