// Signs with svix, a program that is not ours, or has it verify: one JSON {verb, secret, id, timestamp, body, signature} a line in, one line out:
// the signature, or whether svix believes the one that is given. Svix believes its own clock: the timestamps have to be of now.
import { Webhook } from 'svix';
import { createInterface } from 'node:readline';

function believes(webhook, { id, timestamp, body, signature }) {
  try {
    webhook.verify(body, { 'svix-id': id, 'svix-timestamp': `${timestamp}`, 'svix-signature': signature });
    return true;
  } catch (e) {
    // A body that is no JSON is refused only after the signature was found right.
    return e instanceof SyntaxError;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const one = JSON.parse(line);
  const webhook = new Webhook(one.secret);
  console.log(one.verb === 'sign' ? webhook.sign(one.id, new Date(one.timestamp * 1000), one.body) : believes(webhook, one));
}
