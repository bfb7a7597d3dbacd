import { type HttpAnswer, type HttpFault, objectIn } from '@glyphwatch/http-calls';

/** The chat is at fault, not the message. */
const CHAT_IS_WRONG = /chat not found|chat_id|peer_id|upgraded to a supergroup|rights|forbidden/i;

/** The status stands in the answer, too, where it counts. https://core.telegram.org/bots/api#making-requests */
export function judgeTelegram(answer: HttpAnswer): HttpFault | undefined {
  const document = objectIn(answer);
  if (!document) return answer.status < 300 ? { kind: 'misconfigured' } : undefined;
  const { ok, error_code: code = answer.status, description, parameters } = document;
  if (ok === true && answer.status < 300) return undefined;
  if (code === 429) return { kind: 'unavailable', ...waitIn(parameters) };
  if (Number(code) >= 500) return { kind: 'unavailable' };
  const isRefused = code === 400 || code === 413;
  return {
    kind: isRefused && !CHAT_IS_WRONG.test(String(description)) ? 'refused' : 'misconfigured',
  };
}

function waitIn(parameters: unknown): { readonly retryAfterMs?: number } {
  const { retry_after: seconds } = Object(parameters) as { readonly retry_after?: unknown };
  return typeof seconds === 'number' ? { retryAfterMs: seconds * 1000 } : {};
}
