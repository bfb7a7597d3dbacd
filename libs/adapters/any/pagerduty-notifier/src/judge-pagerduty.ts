import { type HttpAnswer, type HttpFault, objectIn } from '@glyphwatch/http-calls';

/** PagerDuty names no time; its limit counts minutes. */
const NEXT_MINUTE_MS = 60_000;

export function judgePagerduty(answer: HttpAnswer): HttpFault | undefined {
  const { status, headers } = answer;
  const { status: word, errors } = objectIn(answer) ?? {};
  if (status >= 200 && status < 300)
    return word === 'success' ? undefined : { kind: 'misconfigured' };
  if (status === 429 && headers['retry-after'] === undefined) {
    return { kind: 'unavailable', retryAfterMs: NEXT_MINUTE_MS };
  }
  const isAboutTheKey = /routing.?key/i.test(JSON.stringify(errors ?? ''));
  return status === 400 && isAboutTheKey ? { kind: 'misconfigured' } : undefined;
}
