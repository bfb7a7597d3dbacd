import { type HttpAnswer, type HttpFault, objectIn } from '@glyphwatch/http-calls';

/** Discord says in the body, too, how many seconds to wait. https://docs.discord.com/developers/topics/rate-limits */
export function judgeDiscord(answer: HttpAnswer): HttpFault | undefined {
  const { status } = answer;
  const { id, retry_after: seconds } = objectIn(answer) ?? {};
  if (status >= 200 && status < 300 && typeof id !== 'string') return { kind: 'misconfigured' };
  if (status !== 429 || typeof seconds !== 'number') return undefined;
  return { kind: 'unavailable', retryAfterMs: Math.ceil(seconds * 1000) };
}
