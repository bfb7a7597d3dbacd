import { GlyphwatchError, type ErrorCode } from '@glyphwatch/domain';
import { printable } from '@glyphwatch/notification-text';

/** https://nodemailer.com/errors */
interface SmtpError {
  readonly code?: unknown;
  readonly responseCode?: unknown;
  /** The command that was answered: `RCPT TO`. */
  readonly command?: unknown;
  readonly message?: unknown;
}

const CERTIFICATE = /certificate|altnames|unable to (?:get|verify)/i;
const LOGIN = new Set(['EAUTH', 'ENOAUTH', 'EOAUTH2']);

export function hasAnswered(cause: unknown): boolean {
  return typeof (Object(cause) as SmtpError).responseCode === 'number';
}

/** As long as a retry or a person may help, the message is not refused. */
const DECIDING: readonly ErrorCode[] = ['notifier-unavailable', 'notifier-misconfigured'];

/** The one of several recipients' failures that decides what becomes of the message. */
export function decidingOf(
  failures: readonly [GlyphwatchError, ...GlyphwatchError[]],
): GlyphwatchError {
  const [first] = failures;
  const found = DECIDING.map((code) => failures.find((one) => one.code === code));
  return found.find((failure) => failure !== undefined) ?? first;
}

/** Replies 4yz are transient, 5yz are permanent (RFC 5321, 4.2.1). `recipient`: who of them, without the address. */
export function failureOf(cause: unknown, recipient = 'a recipient'): GlyphwatchError {
  const { code, responseCode, command, message } = Object(cause) as SmtpError;
  const answer = typeof responseCode === 'number' ? responseCode : undefined;
  const isPermanent = answer !== undefined && answer >= 500;
  const reply = answer === undefined ? '' : ` (reply ${answer})`;
  const fail = (errorCode: ErrorCode, what: string) =>
    new GlyphwatchError(errorCode, `The mail server ${what}`, { cause });

  if (code === 'ETLS' || CERTIFICATE.test(String(message))) {
    return fail(
      'notifier-misconfigured',
      `has no trusted TLS certificate. Check host, port and security.`,
    );
  }
  if (typeof code === 'string' && LOGIN.has(code) && (isPermanent || answer === undefined)) {
    return fail('notifier-misconfigured', `refused the login${reply}. Check user and password.`);
  }
  if (code === 'EENVELOPE' && (isPermanent || answer === undefined)) {
    return fail(
      'notifier-misconfigured',
      command === 'MAIL FROM'
        ? `refused the sender${reply}. Check from.`
        : `refused ${recipient}${reply}. Check to.`,
    );
  }
  if (code === 'EMESSAGE' && (isPermanent || answer === undefined)) {
    return fail(
      'notification-refused',
      `will not accept this message${reply}. See the mail server's log.`,
    );
  }
  // 554 for "no mail here, or none from you".
  if (code === 'EPROTOCOL' && isPermanent) {
    return fail(
      'notifier-misconfigured',
      `refused the connection${reply}. Check host and port, and whether it accepts mail from here.`,
    );
  }
  const why = reply || ` (${printable(String(code ?? 'no answer'), { maxLength: 40 })})`;
  return fail(
    'notifier-unavailable',
    `did not accept the message${why}. It stays pending and will be sent again.`,
  );
}
