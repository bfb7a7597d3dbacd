import { GlyphwatchError, type LinkTo, type Notification, type Notifier } from '@glyphwatch/domain';
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
  readonly cutOut?: CutOut;
  /** Where readers open the picture. */
  readonly linkTo?: LinkTo;
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
/** Partly delivered notifications remembered; recipients of an older one get it again. */
const MAX_PARTLY_DELIVERED = 1000;

/** Mails each notification, one mail per recipient, so that recipients don't see each other. */
export class SmtpNotifier implements Notifier {
  readonly #options: SmtpNotifierOptions;
  /** Who already received a notification that failed for other recipients. */
  readonly #partlyDelivered = new Map<string, Set<string>>();

  constructor(options: SmtpNotifierOptions) {
    this.#options = options;
  }

  async notify(notification: Notification): Promise<void> {
    const { from, cutOut, linkTo } = this.#options;
    const recipients = this.#recipients();
    const link = await linkTo?.(notification);
    const mail = await composeMail(notification, { from, cutOut, link });
    const transport = this.#transport();
    const failures: GlyphwatchError[] = [];
    const delivered = this.#partlyDelivered.get(notification.id) ?? new Set();
    for (const [index, to] of recipients.entries()) {
      if (delivered.has(to.address)) continue;
      try {
        const { response } = await transport.sendMail({ ...mail, to });
        this.#tell(response);
        delivered.add(to.address);
      } catch (error) {
        this.#tell(Object(error).response);
        failures.push(failureOf(error, `recipient ${index + 1} of ${recipients.length}`));
        // The others would wait as long, and be still missing.
        if (!hasAnswered(error)) break;
      }
    }
    this.#remember(notification.id, failures.length > 0 ? delivered : undefined);
    const [first, ...others] = failures;
    if (first) throw decidingOf([first, ...others]);
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

  #remember(id: string, delivered: Set<string> | undefined): void {
    this.#partlyDelivered.delete(id);
    if (!delivered || delivered.size === 0) return;
    this.#partlyDelivered.set(id, delivered);
    const [oldest] = this.#partlyDelivered.keys();
    if (this.#partlyDelivered.size > MAX_PARTLY_DELIVERED && oldest !== undefined)
      this.#partlyDelivered.delete(oldest);
  }
}
