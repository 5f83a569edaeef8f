// Signs the mail on standard input with a fresh key, or verifies it: node dkim-verify.mjs sign KEYFILE | verify KEYFILE.
// The key is made by "sign" and its public half is what "verify" finds in place of DNS.
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const [verb, keyFile] = process.argv.slice(2);
const chunks = [];
for await (const chunk of process.stdin) {
  chunks.push(chunk);
}

const mail = Buffer.concat(chunks);
if (verb === 'sign') {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
  writeFileSync(keyFile, privateKey, { mode: 0o600 });
  const { signatures } = await dkimSign(mail, {
    canonicalization: 'relaxed/relaxed',
    signatureData: [{ signingDomain: 'mail.example', selector: 's1', privateKey }],
  });
  process.stdout.write(Buffer.concat([Buffer.from(signatures), mail]));
} else {
  const der = createPublicKey(createPrivateKey(readFileSync(keyFile))).export({ type: 'spki', format: 'der' });
  const resolver = async () => [[`v=DKIM1; k=rsa; p=${der.toString('base64')}`]];
  const { results } = await dkimVerify(mail, { resolver });
  console.log(JSON.stringify(results.map((r) => ({ domain: r.signingDomain, result: r.status.result, comment: r.status.comment }))));
}
