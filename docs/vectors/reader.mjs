// Opens sealed cookies of Satchel with nothing but Node's own crypto. The format is
// described in ../formats.md; this is a short and complete reader of it.
//
//	node reader.mjs sealed.json    checks every case of a file, and fails on a difference

import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const head = 1 + 4 + 24; // version, name of the key, nonce
const tagSize = 16;
const noDate = -62135596800; // year 1: no time of issue

// open returns { issued, expires, pairs } in whole seconds since 1970, null for an absent
// date. It throws on everything that is not exactly what a writer makes. It has no clock:
// the caller refuses what has expired, and what was issued in the future.
export function open(secret, info, context, value) {
  const raw = Buffer.from(value, 'base64url');
  refuseIf(raw.toString('base64url') !== value || raw.length < head + 3 + tagSize || raw[0] !== 1);
  refuseIf(!raw.subarray(1, 5).equals(keyName(secret)));
  const nonce = raw.subarray(5, head);
  const key = messageKey(deriveKey(secret, info), nonce);
  const gcm = createDecipheriv('aes-256-gcm', key, nonce.subarray(12), { authTagLength: tagSize });
  gcm.setAAD(Buffer.concat([raw.subarray(0, 5), Buffer.from(context)]));
  gcm.setAuthTag(raw.subarray(-tagSize));
  return parse(Buffer.concat([gcm.update(raw.subarray(head, -tagSize)), gcm.final()]));
}

export const keyName = (secret) => createHash('sha256').update('satchel key id\0' + secret).digest().subarray(0, 4);

export const deriveKey = (secret, info) => Buffer.from(hkdfSync('sha256', secret, '', info, 32));

// messageKey is the derivation of c2sp.org/XAES-256-GCM from the first half of the nonce.
export function messageKey(key, nonce) {
  const aes = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  let mask = BigInt('0x' + aes.update(Buffer.alloc(16)).toString('hex')) << 1n;
  if (mask >> 128n) mask ^= (1n << 128n) | 0x87n;
  const half = (i) => {
    const block = Buffer.concat([Buffer.from([0, i, 0x58, 0]), nonce.subarray(0, 12)]);
    const masked = BigInt('0x' + block.toString('hex')) ^ mask;
    return aes.update(Buffer.from(masked.toString(16).padStart(32, '0'), 'hex'));
  };
  return Buffer.concat([half(1), half(2)]);
}

function parse(content) {
  let at = 0;
  const number = () => { // seven bits in a byte, the lowest first, in the shortest form
    for (let n = 0, scale = 1, i = 0; i < 8 && at < content.length; i++, scale *= 128) {
      const byte = content[at++];
      n += (byte % 128) * scale;
      refuseIf(byte === 0 && i > 0);
      if (byte < 128) return n;
    }
    return refuseIf(true);
  };
  const signed = (n) => (n % 2 ? -(n + 1) / 2 : n / 2); // zigzag
  const text = () => {
    const size = number();
    refuseIf(size > content.length - at);
    return utf8.decode(content.subarray(at, at += size));
  };
  const issued = signed(number());
  const expiry = number();
  const expires = expiry ? issued + signed(expiry - 1) : null;
  const size = number();
  const end = at + size;
  const pairs = [];
  refuseIf([issued, expires].some((date) => Math.abs(date) > 2 ** 50) || expires === noDate || end > content.length);
  while (at < end) pairs.push([text(), text()]);
  refuseIf(at !== end || new Set(pairs.map(([key]) => key)).size !== pairs.length);
  refuseIf(content.subarray(end).some((byte) => byte !== 0)); // padding
  return { issued: issued === noDate ? null : issued, expires, pairs };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function refuseIf(condition) {
  if (condition) throw new Error('not a sealed token of this key and context');
}

// check compares what a case of a file says with what open says.
function check({ secret, info, key, context, value, refused, issued, expires, pairs }) {
  assert.equal(deriveKey(secret, info).toString('hex'), key);
  const opened = () => open(secret, info, context, value);
  if (refused) assert.throws(opened);
  else assert.deepEqual(opened(), { issued, expires, pairs });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { cases } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  for (const test of cases) {
    try {
      check(test);
    } catch (error) {
      console.error(`${test.name}: ${error.message}`);
      process.exitCode = 1;
    }
  }
  console.log(`${cases.length} cases, ${process.exitCode ? 'not all' : 'all'} as they should be`);
}
