import { type HttpAnswer, type HttpFault, objectIn } from '@glyphwatch/http-calls';

/** https://github.com/binwiederhier/ntfy/blob/main/server/errors.go */
const TOPIC_IS_WRONG = new Set([40009, 40010]);
const QUOTA_OF_THE_DAY = 42908;
/** When the server gives back one request. https://docs.ntfy.sh/config/#request-limits */
const NEXT_REQUEST_MS = 5000;
const HOUR_MS = 3_600_000;

export function judgeNtfy(answer: HttpAnswer): HttpFault | undefined {
  const { status } = answer;
  const { code, id } = objectIn(answer) ?? {};
  if (status >= 200 && status < 300 && typeof id !== 'string') {
    return { kind: 'misconfigured', advice: 'It is no ntfy server. Check its URL.' };
  }
  if (code === QUOTA_OF_THE_DAY) {
    const advice = 'Its quota of messages a day is used up; what stays pending will be sent later.';
    return { kind: 'unavailable', advice, retryAfterMs: HOUR_MS };
  }
  if (status === 429 && answer.headers['retry-after'] === undefined) {
    return { kind: 'unavailable', retryAfterMs: NEXT_REQUEST_MS };
  }
  return TOPIC_IS_WRONG.has(Number(code)) ? { kind: 'misconfigured' } : undefined;
}
