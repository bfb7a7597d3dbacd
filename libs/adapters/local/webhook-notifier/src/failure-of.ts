import { GlyphwatchError, isGlyphwatchError } from '@glyphwatch/domain';
import type { Answer } from './post.ts';

const GONE = 410;
/** Someone has to correct a secret or an address; the message is fine and must not be lost. */
const SETTINGS_ARE_WRONG = new Set([401, 403, 404, 407]);
const TRY_AGAIN = new Set([408, 425, 429]);
const CERTIFICATE = /^(CERT_|ERR_TLS_CERT|ERR_SSL|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME)/;

/** `undefined` for success, which is 2xx only: not even a redirect. */
export function failureOfAnswer({ status }: Answer): GlyphwatchError | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === GONE) return goneFailure();
  if (TRY_AGAIN.has(status) || status >= 500) {
    return new GlyphwatchError(
      'notifier-unavailable',
      `The webhook receiver answered ${status}. The message stays pending and will be sent again.`,
    );
  }
  if (status < 400) {
    return misconfigured(`answered ${status}. Redirects are not followed: set the final URL.`);
  }
  if (SETTINGS_ARE_WRONG.has(status)) {
    return misconfigured(`answered ${status}. Check the URL and the secret on both sides.`);
  }
  return new GlyphwatchError(
    'notification-refused',
    `The webhook receiver answered ${status} and will not accept this message. See the receiver's log.`,
  );
}

export function isGone({ status }: Answer): boolean {
  return status === GONE;
}

export function goneFailure(): GlyphwatchError {
  return misconfigured(
    'answered 410 Gone and will not be called again. Remove it from the settings, then restart.',
  );
}

/** Why a request got no answer. */
export function failureOfRequest(cause: unknown): GlyphwatchError {
  if (isGlyphwatchError(cause)) return cause;
  const code = systemCode(cause);
  if (CERTIFICATE.test(code)) {
    const message = `has an untrusted TLS certificate (${code}). Renew it, or add its issuer to ca.`;
    return misconfigured(message, cause);
  }
  const why = code === '' ? '' : ` (${code})`;
  return new GlyphwatchError(
    'notifier-unavailable',
    `The webhook receiver did not answer${why}. The message stays pending and will be sent again.`,
    { cause },
  );
}

function misconfigured(what: string, cause?: unknown): GlyphwatchError {
  return new GlyphwatchError('notifier-misconfigured', `The webhook receiver ${what}`, { cause });
}

/** By shape: errors from Node and from Jest's sandbox are not instances of each other's classes. */
function systemCode(error: unknown): string {
  if (hasTimedOut(error)) return 'ETIMEDOUT';
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

export function hasTimedOut(error: unknown): boolean {
  const { name } = Object(error) as { name?: unknown };
  return name === 'AbortError' || name === 'TimeoutError';
}
