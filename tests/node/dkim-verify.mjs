// Signs mails with mailauth, a program that is not ours, or verifies them: node dkim-verify.mjs sign KEYFILE | verify KEYFILE.
// One mail in base64 a line in; out comes the signed mail in base64, or the verdicts on its signatures as JSON.
// The key is made by "sign" and its public half is what "verify" finds in place of DNS.
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [verb, keyFile] = process.argv.slice(2);

// RFC 8058 wants both headers of the one-click unsubscribe signed; mailauth's own list has the first only.
const headerList = [
  'From', 'Reply-To', 'Subject', 'Date', 'Message-ID', 'To', 'MIME-Version', 'Content-Type', 'In-Reply-To', 'References',
  'List-Unsubscribe', 'List-Unsubscribe-Post',
];

function makeKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
  writeFileSync(keyFile, privateKey, { mode: 0o600 });
  return privateKey;
}

// Once as most signers do it, once so that not a space may change.
async function sign(mail, privateKey) {
  const signatureData = ['relaxed/relaxed', 'simple/simple'].map((canonicalization) => ({ signingDomain: 'mail.example', selector: 's1', privateKey, canonicalization }));
  const { signatures, errors } = await dkimSign(mail, { headerList, signatureData });
  if (errors.length > 0) {
    throw new Error(JSON.stringify(errors));
  }

  return Buffer.concat([Buffer.from(signatures), mail]).toString('base64');
}

async function verify(mail, privateKey) {
  const der = createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'der' });
  const resolver = async () => [[`v=DKIM1; k=rsa; p=${der.toString('base64')}`]];
  const { results } = await dkimVerify(mail, { resolver });
  return JSON.stringify(results.map((r) => ({ result: r.status.result, comment: r.status.comment, format: r.format, signed: r.signingHeaders.keys })));
}

const privateKey = verb === 'sign' ? makeKey() : readFileSync(keyFile, 'utf8');
for await (const line of createInterface({ input: process.stdin })) {
  const mail = Buffer.from(line, 'base64');
  console.log(await (verb === 'sign' ? sign(mail, privateKey) : verify(mail, privateKey)));
}
