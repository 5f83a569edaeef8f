// Asks sns-validator, a program that is not ours, what it thinks of messages of SNS: node verify-sns.mjs CERTIFICATE.pem
// One message in base64 a line in, "accepted" or why not a line out. The certificate is what it finds at any address.
import MessageValidator from 'sns-validator';
import https from 'node:https';
import { Readable } from 'node:stream';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const certificate = readFileSync(process.argv[2]);
https.get = (_url, answer) => {
  answer(Object.assign(Readable.from([certificate]), { statusCode: 200 }));
  return new EventEmitter();
};

const validator = new MessageValidator();
const verdictOn = (message) => new Promise((resolve) => validator.validate(message, (error) => resolve(error ? `refused: ${error.message}` : 'accepted')));
for await (const line of createInterface({ input: process.stdin })) {
  console.log((await verdictOn(Buffer.from(line, 'base64').toString('utf8'))).replaceAll('\n', ' '));
}
