import { GlyphwatchError, type Notification, type Notifier } from '@glyphwatch/domain';
import type { CutOut } from '@glyphwatch/provider';
import { createTransport } from 'nodemailer';
import { composeMail } from './compose-mail.ts';
import { failureOf } from './failure-of.ts';

export interface SmtpNotifierOptions {
  readonly host: string;
  /** Default: 465 with `tls`, else 587. */
  readonly port?: number;
  /** `starttls` (default) turns to TLS or fails · `tls` from the start · `none` in the clear */
  readonly security?: 'starttls' | 'tls' | 'none';
  /** Without it, no login. */
  readonly user?: string;
  readonly password?: string;
  /** `Glyphwatch <watch@example.org>` */
  readonly from: string;
  readonly to: string | readonly string[];
  readonly cutOut?: CutOut;
  /** Certificate authorities in PEM, instead of the well-known ones. */
  readonly ca?: string;
  /** For each step of the conversation. Default 15 s. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 15_000;
/** So many half-delivered messages are remembered; who got an older one gets it twice. */
const MOST_REMEMBERED = 1000;

/** Mails each notification, one mail per recipient, so that nobody sees who else is told. */
export class SmtpNotifier implements Notifier {
  readonly #options: SmtpNotifierOptions;
  /** Recipients that took a notification which others have yet to take. */
  readonly #tookIt = new Map<string, Set<string>>();

  constructor(options: SmtpNotifierOptions) {
    this.#options = options;
  }

  async notify(notification: Notification): Promise<void> {
    const { from, cutOut } = this.#options;
    const mail = await composeMail(notification, from, cutOut);
    const transport = this.#transport();
    const failures: GlyphwatchError[] = [];
    const told = this.#tookIt.get(notification.id) ?? new Set();
    for (const recipient of this.#recipients()) {
      if (told.has(recipient)) continue;
      try {
        const { rejected } = await transport.sendMail({ ...mail, to: recipient });
        // One setting can hold several addresses; nodemailer resolves as soon as one was taken.
        if (rejected.length > 0) failures.push(failureOf({ code: 'EENVELOPE', responseCode: 550 }));
        told.add(recipient);
      } catch (error) {
        failures.push(failureOf(error));
      }
    }
    this.#remember(notification.id, failures.length > 0 ? told : undefined);
    // Trying again helps all that are only unavailable: those decide.
    const transient = failures.find(({ code }) => code === 'notifier-unavailable');
    const failure = transient ?? failures[0];
    if (failure) throw failure;
  }

  #recipients(): readonly string[] {
    const { to } = this.#options;
    const recipients = typeof to === 'string' ? [to] : to;
    if (recipients.length > 0) return recipients;
    throw new GlyphwatchError(
      'notifier-misconfigured',
      'No recipient is named. Add one address or more to the setting "to".',
    );
  }

  // https://nodemailer.com/smtp
  #transport() {
    const { host, port, security = 'starttls', user, password, ca } = this.#options;
    const timeout = this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    return createTransport({
      host,
      port: port ?? (security === 'tls' ? 465 : 587),
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
      tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
      connectionTimeout: timeout,
      greetingTimeout: timeout,
      socketTimeout: timeout,
      dnsTimeout: timeout,
    });
  }

  #remember(id: string, told: Set<string> | undefined): void {
    this.#tookIt.delete(id);
    if (!told || told.size === 0) return;
    this.#tookIt.set(id, told);
    const [oldest] = this.#tookIt.keys();
    if (this.#tookIt.size > MOST_REMEMBERED && oldest !== undefined) this.#tookIt.delete(oldest);
  }
}
