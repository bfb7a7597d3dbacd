export interface HttpFault {
  readonly kind: 'unavailable' | 'misconfigured' | 'refused';
  /** Instead of the caller's advice for this kind. */
  readonly advice?: string;
  /** How long the server asks to wait, where a header does not say so. */
  readonly retryAfterMs?: number;
}

/** Someone has to correct a secret or an address; the message is fine and must not be lost. */
const SETTINGS_ARE_WRONG = new Set([401, 403, 404, 407, 410]);
const TRY_AGAIN = new Set([408, 425, 429]);

/** `undefined` for success, which is 2xx only: not even a redirect. */
export function judgeStatus(status: number): HttpFault | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status < 200) return { kind: 'misconfigured', advice: 'Set the URL of an HTTP receiver.' };
  if (status < 400) {
    return { kind: 'misconfigured', advice: 'Redirects are not followed: set the final URL.' };
  }
  if (TRY_AGAIN.has(status) || status >= 500) return { kind: 'unavailable' };
  return { kind: SETTINGS_ARE_WRONG.has(status) ? 'misconfigured' : 'refused' };
}
