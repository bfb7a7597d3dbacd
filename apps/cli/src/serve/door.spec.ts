import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureOf, TEST_CERTIFICATE, TEST_KEY, withFolder } from '@glyphwatch/domain/contracts';
import { type DoorOptions, doorOf } from './door.ts';

const LINE = `ann:$scrypt$ln=15,r=8,p=3$${'A'.repeat(22)}$${'A'.repeat(43)}\n`;
const URL_GIVEN = { url: 'https://watch.example.com' };
const TLS = { tlsCert: 'cert.pem', tlsKey: 'key.pem' };
const OTHERS = { host: '0.0.0.0' };
const AUTH = { auth: 'people' };

/** With a password file, a certificate and its key. */
const withDoor = (work: (door: (options: Partial<DoorOptions>) => object) => Promise<void>) =>
  withFolder(async (folder) => {
    const files = { people: LINE, 'cert.pem': TEST_CERTIFICATE, 'key.pem': TEST_KEY };
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(folder, name), text, { mode: 0o600 });
    await work((options) => doorOf({ host: '127.0.0.1', ...options }, folder));
  });

it('opens to this machine alone unless told otherwise', () =>
  withDoor(async (door) => expect(door({})).toEqual({ host: '127.0.0.1' })));

it('opens to others with passwords behind TLS, its own or that of a proxy', () =>
  withDoor(async (door) => {
    expect(door({ ...OTHERS, ...AUTH, ...URL_GIVEN, ...TLS })).toMatchObject({
      ...OTHERS,
      origin: 'https://watch.example.com',
      tls: { cert: Buffer.from(TEST_CERTIFICATE), key: Buffer.from(TEST_KEY) },
    });
    const behind = { ...AUTH, url: 'https://w.example:8443/', behindTls: '2001:DB8:0::5' };
    expect(door({ host: '::', ...behind })).toMatchObject({
      ...{ host: '::', origin: 'https://w.example:8443', proxy: '2001:db8::5' },
    });
  }));

it.each<[string, Partial<DoorOptions>, RegExp]>([
  ['others without passwords', { ...OTHERS, ...TLS, ...URL_GIVEN }, /--auth FILE has to say who/],
  ['others without TLS', { ...OTHERS, ...AUTH }, /could read passwords.*--tls-cert.*--behind-tls/],
  ['IPv6 without TLS', { host: '::', ...AUTH }, /could read passwords/],
  ['IPv4 in the dress of IPv6', { host: '::ffff:0.0.0.0', ...AUTH }, /could read passwords/],
  ['a name of a host', { host: 'localhost' }, /--host takes an IP address/],
  ['a name of a proxy', { ...AUTH, ...URL_GIVEN, behindTls: 'nginx' }, /--behind-tls takes an IP/],
  ['a certificate without its key', { tlsCert: 'cert.pem' }, /belong together/],
  ['both kinds of TLS', { ...TLS, behindTls: '10.0.0.1' }, /Give one/],
  ['TLS without passwords', { ...TLS, ...URL_GIVEN }, /give --auth FILE/],
  ['TLS without an address', { ...TLS, ...AUTH }, /--url with the address/],
  ['an address without TLS', { ...AUTH, ...URL_GIVEN }, /--url is for/],
  ['plain HTTP', { ...TLS, ...AUTH, url: 'http://watch.example.com' }, /--url takes/],
  ['a path', { ...TLS, ...AUTH, url: 'https://watch.example.com/x' }, /--base-path/],
  ['a name and password', { ...TLS, ...AUTH, url: 'https://a:b@watch.example' }, /--url takes/],
  ['no file', { auth: 'nobody' }, /--auth names .*nobody, which cannot be read/],
  [
    'the key as certificate',
    { ...AUTH, ...URL_GIVEN, tlsCert: 'key.pem', tlsKey: 'cert.pem' },
    /are no certificate and its key/,
  ],
])('refuses %s', (_, options, message) =>
  withDoor(async (door) => {
    const refused = await failureOf(
      Promise.resolve().then(() => door(options)),
      'settings-invalid',
    );
    expect(refused.message).toMatch(message);
  }),
);

it('refuses a password file that others may write', () =>
  withFolder(async (folder) => {
    const file = join(folder, 'people');
    writeFileSync(file, LINE);
    chmodSync(file, 0o666);
    const opened = Promise.resolve().then(() => doorOf({ host: '127.0.0.1', ...AUTH }, folder));
    expect((await failureOf(opened, 'settings-invalid')).message).toMatch(/chmod go-w/);
  }));
