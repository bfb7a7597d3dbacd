import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHmac } from 'node:crypto';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { googleTokenCheck } from './google-token.ts';

const audience = 'https://watch.example.com/pubsub';
const email = 'push@project.iam.gserviceaccount.com';
const NOW = Math.floor(Date.now() / 1000);
const CLAIMS = { iss: 'https://accounts.google.com', aud: audience, email, email_verified: true };

let google: { readonly publicKey: CryptoKey; readonly privateKey: CryptoKey };
let keys: { keys: object[] };
let server: Server;
let answer: { status: number; body: string };
let url: URL;
beforeAll(async () => {
  google = await generateKeyPair('RS256', { extractable: true });
  keys = {
    keys: [{ ...(await exportJWK(google.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }],
  };
  server = createServer((_, response) => {
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/certs`);
});
afterAll(() => server.close());
beforeEach(() => {
  answer = { status: 200, body: JSON.stringify(keys) };
});

const token = (changes: object = {}, { kid = 'k1', key = google.privateKey } = {}) =>
  new SignJWT({ ...CLAIMS, iat: NOW, exp: NOW + 3_600, ...changes })
    .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
    .sign(key);
const check = () => googleTokenCheck({ audience, email, keys: url });

it.each(['https://accounts.google.com', 'accounts.google.com'])(
  'takes a token of the service account, issued by %s',
  async (iss) => {
    expect(await check()(await token({ iss }))).toBeUndefined();
  },
);

it('takes the keys from a file, too', async () => {
  const fromFile = googleTokenCheck({ audience, email, keys: { keys: [...keys.keys] } });
  expect(await fromFile(await token())).toBeUndefined();
});

it.each([
  ['for somebody else', { aud: 'https://other.example.com' }],
  ['of another issuer', { iss: 'https://accounts.example.com' }],
  ['that has expired', { exp: NOW - 60 }],
  ['that is not valid yet', { nbf: NOW + 600 }],
  ['without an end', { exp: undefined }],
  ['of another account', { email: 'mallory@example.com' }],
  ['without an account', { email: undefined }],
  ['whose account is not verified', { email_verified: false }],
  ['whose account is verified in words', { email_verified: 'true' }],
])('refuses a token %s', async (_, changes) => {
  expect(await check()(await token(changes))).toMatch(/not genuine|another account/);
});

it('refuses what somebody else signed, under the name of a known key or of an unknown one', async () => {
  const { privateKey: key } = await generateKeyPair('RS256');
  expect(await check()(await token({}, { key }))).toMatch(/not genuine/);
  expect(await check()(await token({}, { key, kid: 'k2' }))).toMatch(/not genuine/);
});

it('refuses a token without a signature, and one signed with the public key as a password', async () => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = encode({ ...CLAIMS, iat: NOW, exp: NOW + 3_600 });
  expect(await check()(`${encode({ alg: 'none' })}.${payload}.`)).toMatch(/not genuine/);
  const head = encode({ alg: 'HS256', kid: 'k1' });
  const password = await exportSPKI(google.publicKey);
  const mac = createHmac('sha256', password).update(`${head}.${payload}`).digest('base64url');
  expect(await check()(`${head}.${payload}.${mac}`)).toMatch(/not genuine/);
});

it('refuses a token that was changed, and what is no token', async () => {
  const [head, , signature] = (await token()).split('.');
  const forged = Buffer.from(JSON.stringify({ ...CLAIMS, iat: NOW, exp: NOW + 9_999 }));
  expect(await check()(`${head}.${forged.toString('base64url')}.${signature}`)).toMatch(
    /not genuine/,
  );
  for (const text of ['', 'a.b.c', 'x', '..', 'a'.repeat(10_000)]) {
    expect(await check()(text)).toMatch(/not genuine/);
  }
});

it('fails if the keys cannot be had, so that the sender tries again', async () => {
  for (const body of ['no JSON', '{}']) {
    answer = { status: body === '{}' ? 500 : 200, body };
    await expect(check()(await token())).rejects.toThrow();
  }
});
