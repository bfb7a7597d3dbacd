import { readFileSync, statSync } from 'node:fs';
import { isIP, SocketAddress } from 'node:net';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { isLoopback, PasswordGate, type ServeOptions } from '@glyphwatch/console-api';
import { invalid } from '../terminal/invalid.ts';

/** Where the page is, and who gets in. */
export interface DoorOptions {
  readonly host: string;
  readonly auth?: string;
  readonly url?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly behindTls?: string;
}

export type Door = Pick<ServeOptions, 'host' | 'origin' | 'gate' | 'tls' | 'proxy'>;

const WRITABLE_BY_OTHERS = 0o022;

/** Fails with `settings-invalid` for a door that others could open, or through which they could listen. */
export function doorOf(options: DoorOptions, cwd: string): Door {
  const { auth, url, tlsCert, tlsKey, behindTls } = options;
  const host = addressOf(options.host, '--host');
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw invalid('--tls-cert and --tls-key belong together. Give both.');
  const isEncrypted = tlsCert !== undefined || behindTls !== undefined;
  if (tlsCert !== undefined && behindTls !== undefined)
    throw invalid('Either this command ends TLS (--tls-cert) or a proxy (--behind-tls). Give one.');
  if (!isLoopback(host) && auth === undefined) {
    throw invalid(
      `Others on the network reach ${host}, so --auth FILE has to say who may enter. glyphwatch config password NAME makes its lines.`,
    );
  }
  if (!isLoopback(host) && !isEncrypted) {
    throw invalid(
      `On the way to ${host} others could read passwords. Give --tls-cert and --tls-key, or --behind-tls with the address of the proxy that ends TLS.`,
    );
  }
  if (isEncrypted && (auth === undefined || url === undefined)) {
    throw invalid(
      'TLS is for others than you: give --auth FILE, and --url with the address that they open, like https://watch.example.com.',
    );
  }
  if (url !== undefined && !isEncrypted)
    throw invalid('--url is for --tls-cert or --behind-tls. Leave it out.');
  return {
    host,
    ...(url === undefined ? {} : { origin: originOf(url) }),
    ...(auth === undefined ? {} : { gate: readGate(resolve(cwd, auth)) }),
    ...(behindTls === undefined ? {} : { proxy: addressOf(behindTls, '--behind-tls') }),
    ...(tlsCert === undefined || tlsKey === undefined
      ? {}
      : { tls: readTls(resolve(cwd, tlsCert), resolve(cwd, tlsKey)) }),
  };
}

/** In its shortest form, as sockets tell it. */
function addressOf(text: string, option: string): string {
  const family = isIP(text);
  if (family === 0) throw invalid(`${option} takes an IP address, like 192.168.0.5 or 0.0.0.0.`);
  return new SocketAddress({ address: text, family: family === 6 ? 'ipv6' : 'ipv4' }).address;
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' && url.href === `${url.origin}/`) return url.origin;
  throw invalid(
    '--url takes the address of the page without a path, like https://watch.example.com; a path goes to --base-path.',
  );
}

function readGate(file: string): PasswordGate {
  const text = read(file, '--auth');
  // Windows has no such bits.
  if (process.platform !== 'win32' && (statSync(file).mode & WRITABLE_BY_OTHERS) !== 0)
    throw invalid(`Others may write ${file}, and so let themselves in. Run: chmod go-w ${file}`);
  return PasswordGate.parse(text, file);
}

function readTls(certFile: string, keyFile: string): { cert: Buffer; key: Buffer } {
  const tls = {
    cert: Buffer.from(read(certFile, '--tls-cert')),
    key: Buffer.from(read(keyFile, '--tls-key')),
  };
  try {
    createSecureContext(tls);
  } catch (cause) {
    const message = `${certFile} and ${keyFile} are no certificate and its key, both as PEM.`;
    throw invalid(message, cause);
  }
  return tls;
}

function read(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw invalid(`${option} names ${file}, which cannot be read.`, cause);
  }
}
