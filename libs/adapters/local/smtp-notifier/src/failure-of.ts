import { GlyphwatchError, type ErrorCode } from '@glyphwatch/domain';
import { printable } from '@glyphwatch/notification-text';

/** What nodemailer tells. https://nodemailer.com/errors */
interface SmtpError {
  readonly code?: unknown;
  readonly responseCode?: unknown;
  readonly message?: unknown;
}

const CERTIFICATE = /certificate|altnames|unable to (?:get|verify)/i;
const LOGIN = new Set(['EAUTH', 'ENOAUTH', 'EOAUTH2']);

/** Translates a failed delivery. 4yz answers pass by themselves, 5yz answers do not (RFC 5321, 4.2.1). */
export function failureOf(cause: unknown): GlyphwatchError {
  const { code, responseCode, message } = Object(cause) as SmtpError;
  const answer = typeof responseCode === 'number' ? responseCode : undefined;
  const isPermanent = answer !== undefined && answer >= 500;
  const told = answer === undefined ? '' : ` (answer ${answer})`;
  const fail = (errorCode: ErrorCode, what: string) =>
    new GlyphwatchError(errorCode, `The mail server ${what}`, { cause });

  if (code === 'ETLS' || CERTIFICATE.test(String(message))) {
    return fail(
      'notifier-misconfigured',
      `offers no TLS that can be trusted. Check host, port and security.`,
    );
  }
  if (typeof code === 'string' && LOGIN.has(code) && (isPermanent || answer === undefined)) {
    return fail('notifier-misconfigured', `refused the login${told}. Check user and password.`);
  }
  if (code === 'EENVELOPE' && (isPermanent || answer === undefined)) {
    return fail(
      'notifier-misconfigured',
      `refused sender or recipients${told}. Check from and to.`,
    );
  }
  if (code === 'EMESSAGE' && (isPermanent || answer === undefined)) {
    return fail(
      'notification-refused',
      `will not take this message${told}. See the mail server's log.`,
    );
  }
  const why = told || ` (${printable(String(code ?? 'no answer'), { maxLength: 40 })})`;
  return fail(
    'notifier-unavailable',
    `could not take the message now${why}. It is kept and sent again.`,
  );
}
