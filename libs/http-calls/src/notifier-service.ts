import type { HttpService } from './http-caller.ts';
import type { HttpFault } from './judge-status.ts';
import type { HttpAnswer } from './request.ts';
import { isWebPage, judgeWebPage } from './web-page.ts';

export const NOTIFIER_CODES = {
  unavailable: 'notifier-unavailable',
  misconfigured: 'notifier-misconfigured',
  refused: 'notification-refused',
} as const;

export const STAYS_PENDING = 'The message stays pending and will be sent again.';

/** What is particular about a vendor's channel. */
export interface NotifierService {
  /** `Slack` */
  readonly name: string;
  /** What to check if it takes no message at all; a sentence. */
  readonly check: string;
  readonly perSecond?: number;
  /** What an answer means; `undefined`: what its status means. */
  readonly judge: (answer: HttpAnswer) => HttpFault | undefined;
}

/** Chats repeat the message, Telegram with six bytes for each letter that is not ASCII. */
const MAX_ANSWER_BYTES = 256 * 1024;

/** A vendor's channel: what comes from a proxy is never taken for its answer, neither for a success nor for a refusal. */
export function notifierService({ name, check, judge, perSecond }: NotifierService): HttpService {
  return {
    name,
    codes: NOTIFIER_CODES,
    advice: {
      unavailable: STAYS_PENDING,
      misconfigured: `${check} ${STAYS_PENDING}`,
      refused: 'It will not accept this message.',
    },
    maxAnswerBytes: MAX_ANSWER_BYTES,
    ...(perSecond === undefined ? {} : { perSecond }),
    judge: (answer) => (isWebPage(answer) ? judgeWebPage(answer) : judge(answer)),
  };
}

/** An answer that is a JSON object; `undefined` if it is anything else. */
export function objectIn({ body }: HttpAnswer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { ...value }
      : undefined;
  } catch {
    return undefined;
  }
}
