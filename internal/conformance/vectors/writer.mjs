// Writes the cases that stand on standard input as sealed tokens, one on each line. It
// shares the derivation of keys with the reader of docs/vectors, and nothing else.

import { createCipheriv, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deriveKey, keyName, messageKey } from '../../../docs/vectors/reader.mjs';

function seal({ secret, info, context, issued, expires, pairs }) {
  const entries = Buffer.concat(pairs.flat().map(text));
  const expiry = expires === null ? 0 : 1 + zigzag(expires - issued);
  const content = Buffer.concat([number(zigzag(issued)), number(expiry), number(entries.length), entries]);
  const clear = Buffer.concat([Buffer.from([1]), keyName(secret)]);
  const nonce = randomBytes(24);
  const gcm = createCipheriv('aes-256-gcm', messageKey(deriveKey(secret, info), nonce), nonce.subarray(12));
  gcm.setAAD(Buffer.concat([clear, Buffer.from(context)]));
  const sealed = Buffer.concat([gcm.update(content), gcm.final()]);
  return Buffer.concat([clear, nonce, sealed, gcm.getAuthTag()]).toString('base64url');
}

const zigzag = (n) => (n < 0 ? -2 * n - 1 : 2 * n);

const text = (s) => Buffer.concat([number(Buffer.byteLength(s)), Buffer.from(s)]);

function number(n) {
  const bytes = [];
  for (; n >= 128; n = Math.floor(n / 128)) bytes.push((n % 128) + 128);
  return Buffer.from([...bytes, n]);
}

for (const test of JSON.parse(readFileSync(0, 'utf8')).cases) console.log(seal(test));
