import { type HttpAnswer, type HttpFault, objectIn } from '@glyphwatch/http-calls';

/** The message is at fault, not the settings. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#errors */
const MESSAGE_IS_BAD = new Set([
  'invalid_payload',
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_attachments',
  'msg_too_long',
  'msg_blocks_too_long',
  'no_text',
  'too_many_attachments',
]);
const TRY_AGAIN = new Set([
  'ratelimited',
  'rate_limited',
  'rollup_error',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
]);

/** A webhook answers `ok` or one word, the Web API (and what imitates it) 200 with `{"ok":false,"error":"word"}`. */
export function judgeSlack(answer: HttpAnswer): HttpFault | undefined {
  const { status, body } = answer;
  if (status < 200 || status >= 500 || status === 429) return undefined;
  const document = objectIn(answer);
  const word = document ? String(document['error'] ?? '') : body.trim();
  if (status < 300 && (word === 'ok' || document?.['ok'] === true)) return undefined;
  if (TRY_AGAIN.has(word)) return { kind: 'unavailable' };
  if (status === 400 || MESSAGE_IS_BAD.has(word)) return { kind: 'refused' };
  return { kind: 'misconfigured' };
}
