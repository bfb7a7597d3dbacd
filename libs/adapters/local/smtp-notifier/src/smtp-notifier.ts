import { GlyphwatchError, type LinkTo, type Notification, type Notifier } from '@glyphwatch/domain';
import type { ChannelAnswer, CutOut } from '@glyphwatch/provider';
import { createTransport } from 'nodemailer';
import { composeMail } from './compose-mail.ts';
import { failureOf } from './failure-of.ts';

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
  /** For each step of the SMTP dialogue. Default 15 s. */
  readonly timeoutMs?: number;
  /** Called with the server's reply to each mail. */
  readonly onAnswer?: ((answer: ChannelAnswer) => void) | undefined;
}

const DEFAULT_TIMEOUT_MS = 15_000;
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
    const link = await linkTo?.(notification);
    const mail = await composeMail(notification, { from, cutOut, link });
    const transport = this.#transport();
    const failures: GlyphwatchError[] = [];
    const delivered = this.#partlyDelivered.get(notification.id) ?? new Set();
    for (const recipient of this.#recipients()) {
      if (delivered.has(recipient)) continue;
      try {
        const { rejected, response } = await transport.sendMail({ ...mail, to: recipient });
        this.#tell(response);
        // One setting can hold several addresses; nodemailer resolves once any was accepted.
        if (rejected.length > 0) failures.push(failureOf({ code: 'EENVELOPE', responseCode: 550 }));
        delivered.add(recipient);
      } catch (error) {
        this.#tell(Object(error).response);
        failures.push(failureOf(error));
      }
    }
    this.#remember(notification.id, failures.length > 0 ? delivered : undefined);
    // A retry helps those that are only unavailable, so they decide.
    const transient = failures.find(({ code }) => code === 'notifier-unavailable');
    const failure = transient ?? failures[0];
    if (failure) throw failure;
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

  #recipients(): readonly string[] {
    const { to } = this.#options;
    const recipients = typeof to === 'string' ? [to] : to;
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

  #remember(id: string, delivered: Set<string> | undefined): void {
    this.#partlyDelivered.delete(id);
    if (!delivered || delivered.size === 0) return;
    this.#partlyDelivered.set(id, delivered);
    const [oldest] = this.#partlyDelivered.keys();
    if (this.#partlyDelivered.size > MAX_PARTLY_DELIVERED && oldest !== undefined)
      this.#partlyDelivered.delete(oldest);
  }
}
