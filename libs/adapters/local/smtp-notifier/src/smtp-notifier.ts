import { createHash } from 'node:crypto';
import {
  GlyphwatchError,
  type LinkTo,
  type Locale,
  type Message,
  type Notifier,
} from '@glyphwatch/domain';
import { linksOf } from '@glyphwatch/notification-text';
import type { ChannelAnswer, CutOut } from '@glyphwatch/provider';
import { createTransport } from 'nodemailer';
import parse from 'nodemailer/lib/addressparser';
import { composeMail } from './compose-mail.ts';
import { connectWithin } from './connect-within.ts';
import { decidingOf, failureOf, hasAnswered } from './failure-of.ts';

export interface SmtpNotifierOptions {
  readonly host: string;
  /** Default: 465 with `tls`, else 587. */
  readonly port?: number;
  /** `starttls` (default) upgrades to TLS or fails · `tls` from the start · `none` unencrypted */
  readonly security?: 'starttls' | 'tls' | 'none';
  /** Without it, no login. */
  readonly user?: string;
  readonly password?: string;
  /** `Glyphwatch <watch@example.org>` */
  readonly from: string;
  readonly to: string | readonly string[];
  readonly cutOut?: CutOut | undefined;
  /** Where readers open the picture. */
  readonly linkTo?: LinkTo | undefined;
  /** Default: English, UTC. */
  readonly locale?: Locale | undefined;
  /** Certificate authorities in PEM, instead of the well-known ones. */
  readonly ca?: string;
  /** For each step of the SMTP dialogue; a whole mail may take four times as long. Default 15 s. */
  readonly timeoutMs?: number;
  /** Called with the server's reply to each mail. */
  readonly onAnswer?: ((answer: ChannelAnswer) => void) | undefined;
}

const DEFAULT_TIMEOUT_MS = 15_000;
/** Of a whole mail, in time-outs: a server that never ends a step is left alone. */
const LONGEST_TIMEOUTS = 4;
/** A reply is a line or two. */
const LARGEST_REPLY = 64 * 1024;
/** Mails each message, one mail per recipient, so that recipients don't see each other. */
export class SmtpNotifier implements Notifier {
  readonly #options: SmtpNotifierOptions;

  constructor(options: SmtpNotifierOptions) {
    this.#options = options;
  }

  async notify(message: Message, reached: readonly string[] = []): Promise<void> {
    const { from, cutOut, linkTo, locale } = this.#options;
    const recipients = this.#recipients();
    const links = await linksOf(message, linkTo);
    const mail = await composeMail(message, { from, cutOut, links, locale });
    const transport = this.#transport();
    const failures: GlyphwatchError[] = [];
    const delivered = new Set(reached);
    for (const [index, to] of recipients.entries()) {
      if (delivered.has(hashOf(to.address))) continue;
      try {
        const { response } = await transport.sendMail({ ...mail, to });
        this.#tell(response);
        delivered.add(hashOf(to.address));
      } catch (error) {
        this.#tell(Object(error).response);
        failures.push(failureOf(error, `recipient ${index + 1} of ${recipients.length}`));
        // The others would wait as long, and be still missing.
        if (!hasAnswered(error)) break;
      }
    }
    const [first, ...others] = failures;
    if (!first) return;
    const { code, message: why, cause } = decidingOf([first, ...others]);
    throw new GlyphwatchError(code, why, { cause, reached: [...delivered] });
  }

  /** Connects, switches to TLS and logs in, but sends nothing. Fails as `notify` does. */
  async tryConnection(): Promise<void> {
    const transport = this.#transport();
    await transport.verify().catch((error: unknown) => {
      throw failureOf(error);
    });
  }

  /** `250 2.0.0 Ok: queued` */
  #tell(response: unknown): void {
    const [, status, body = ''] = /^(\d{3})[ -]?(.*)$/s.exec(String(response)) ?? [];
    if (status !== undefined) this.#options.onAnswer?.({ status: Number(status), body });
  }

  /** One setting may hold several. */
  #recipients(): readonly parse.Address[] {
    const recipients = [this.#options.to].flat().flatMap((to) => parse(to, { flatten: true }));
    if (recipients.length > 0) return recipients;
    throw new GlyphwatchError(
      'notifier-misconfigured',
      'There is no recipient. Add at least one address to the setting "to".',
    );
  }

  // https://nodemailer.com/smtp
  #transport() {
    const { host, port, security = 'starttls', user, password, ca } = this.#options;
    const timeout = this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const server = { host, port: port ?? (security === 'tls' ? 465 : 587) };
    const limits = { timeoutMs: timeout, longestMs: LONGEST_TIMEOUTS * timeout };
    return createTransport({
      ...server,
      getSocket: (_, done) =>
        void connectWithin(server, limits).then((connection) => done(null, { connection }), done),
      maxResponseSize: LARGEST_REPLY,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
      tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
      greetingTimeout: timeout,
      socketTimeout: timeout,
    });
  }
}

/** Kept instead of an address, so that the log of deliveries names nobody. */
function hashOf(address: string): string {
  return createHash('sha256').update(address.toLowerCase()).digest('hex').slice(0, HASH_LENGTH);
}

const HASH_LENGTH = 16;
