import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { TEST_CERTIFICATE, TEST_KEY } from '@glyphwatch/domain/contracts';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly encrypted: boolean;
  readonly raw: string;
}

export const USER = 'watch';
export const PASSWORD = 'correct horse';

/** A real SMTP server on loopback that can refuse at every step. */
export class MailServer {
  readonly received: ReceivedMail[] = [];
  /** Reply codes for the login, an address, the message. */
  refuseLogin: number | undefined;
  readonly refuseRecipients = new Map<string, number>();
  refuseMessage: number | undefined;
  readonly #server: SMTPServer;

  constructor(options: SMTPServerOptions = {}) {
    this.#server = new SMTPServer({
      cert: TEST_CERTIFICATE,
      key: TEST_KEY,
      authOptional: true,
      closeTimeout: 1,
      onAuth: ({ username, password }, _session, done) => {
        if (this.refuseLogin !== undefined) return done(refusal(this.refuseLogin));
        if (username !== USER || password !== PASSWORD) return done(refusal(535));
        done(null, { user: username });
      },
      onRcptTo: ({ address }, _session, done) => {
        const answer = this.refuseRecipients.get(address);
        done(answer === undefined ? null : refusal(answer));
      },
      onData: (stream, { envelope, secure }, done) => {
        void text(stream).then((raw) => {
          if (this.refuseMessage !== undefined) return done(refusal(this.refuseMessage));
          const from = envelope.mailFrom ? envelope.mailFrom.address : '';
          const to = envelope.rcptTo.map(({ address }) => address);
          this.received.push({ from, to, encrypted: secure, raw });
          done(null);
        });
      },
      ...options,
    });
    // Some specs hang up in the middle.
    this.#server.on('error', () => undefined);
  }

  async listen(): Promise<number> {
    const listener = await new Promise<ReturnType<SMTPServer['listen']>>((resolve) => {
      const server = this.#server.listen(0, '127.0.0.1', () => resolve(server));
    });
    return (listener.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    if (!this.#server.server.listening) return;
    await new Promise<void>((resolve) => this.#server.close(resolve));
  }
}

/** A header of a raw mail, unfolded. */
export function headerOf({ raw }: ReceivedMail, name: string): string | undefined {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  const line = head.split('\r\n').find((field) => field.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}

/** Every part of a raw mail by its content type, transfer encoding undone. */
export function partsOf({ raw }: ReceivedMail): Map<string, Buffer> {
  const parts = new Map<string, Buffer>();
  for (const part of raw.split(/\r\n--[^\r\n]+(?:\r\n|$)/)) {
    const end = part.indexOf('\r\n\r\n');
    const type = /^Content-Type: ([a-z]+\/[a-z]+)/im.exec(part.slice(0, end))?.[1];
    if (end === -1 || type === undefined) continue;
    parts.set(type, decode(part.slice(0, end), part.slice(end + 4)));
  }
  return parts;
}

function decode(head: string, body: string): Buffer {
  if (/base64/.test(head)) return Buffer.from(body, 'base64');
  if (!/quoted-printable/.test(head)) return Buffer.from(body);
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

function refusal(responseCode: number): Error {
  return Object.assign(new Error('refused by the test'), { responseCode });
}
