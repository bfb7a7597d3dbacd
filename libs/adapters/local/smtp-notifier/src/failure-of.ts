import { GlyphwatchError, type ErrorCode } from '@glyphwatch/domain';
import { printable } from '@glyphwatch/notification-text';

/** https://nodemailer.com/errors */
interface SmtpError {
  readonly code?: unknown;
  readonly responseCode?: unknown;
  readonly message?: unknown;
}

const CERTIFICATE = /certificate|altnames|unable to (?:get|verify)/i;
const LOGIN = new Set(['EAUTH', 'ENOAUTH', 'EOAUTH2']);

/** Replies 4yz are transient, 5yz are permanent (RFC 5321, 4.2.1). */
export function failureOf(cause: unknown): GlyphwatchError {
  const { code, responseCode, message } = Object(cause) as SmtpError;
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
      `refused the sender or a recipient${reply}. Check from and to.`,
    );
  }
  if (code === 'EMESSAGE' && (isPermanent || answer === undefined)) {
    return fail(
      'notification-refused',
      `will not accept this message${reply}. See the mail server's log.`,
    );
  }
  const why = reply || ` (${printable(String(code ?? 'no answer'), { maxLength: 40 })})`;
  return fail(
    'notifier-unavailable',
    `did not accept the message${why}. It stays pending and will be sent again.`,
  );
}
