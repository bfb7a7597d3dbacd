import { setTimeout as sleep } from 'node:timers/promises';
import {
  GlyphwatchError,
  hasErrorCode,
  type Clock,
  type Notification,
  type Notifier,
} from '@glyphwatch/domain';
import pRetry from 'p-retry';
import {
  checkLiteralAddress,
  checkedLookup,
  resolveBySystem,
  type Resolve,
} from './checked-lookup.ts';
import {
  failureOfAnswer,
  failureOfRequest,
  goneFailure,
  hasTimedOut,
  isGone,
} from './failure-of.ts';
import { payloadOf } from './payload-of.ts';
import { post, type Answer } from './post.ts';
import { retryAfterMs } from './retry-after.ts';
import { checkSecrets, signatureHeaders } from './sign.ts';

export interface WebhookNotifierOptions {
  readonly url: string;
  /** `whsec_…`; several while the receiver rotates its own. */
  readonly secret: string | readonly string[];
  /** Allows unencrypted http. */
  readonly allowHttp?: boolean;
  /** Allows receivers in your own network, not only on the open internet. */
  readonly allowPrivate?: boolean;
  /** Certificate authorities in PEM, instead of the well-known ones. */
  readonly ca?: string;
  /** Per request, answer included. Default 15 s. */
  readonly timeoutMs?: number;
  /** Within one call. Default 2; longer outages are left to the next delivery. */
  readonly retries?: number;
  /** Between two tries within one call, even if the receiver asks for more. Default 5 s. */
  readonly longestWaitMs?: number;
  readonly clock?: Clock;
  readonly wait?: (milliseconds: number) => Promise<void>;
  readonly resolve?: Resolve;
}

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_RETRIES = 2;
const DEFAULT_LONGEST_WAIT_MS = 5000;
const FIRST_WAIT_MS = 500;

/** Posts each notification to a URL, signed according to Standard Webhooks, and never into your own network by default. */
export class WebhookNotifier implements Notifier {
  readonly #options: WebhookNotifierOptions;
  #receiverIsGone = false;

  constructor(options: WebhookNotifierOptions) {
    this.#options = options;
  }

  async notify(notification: Notification): Promise<void> {
    if (this.#receiverIsGone) throw goneFailure();
    const url = this.#checkedUrl();
    checkSecrets(this.#secrets());
    const body = payloadOf(notification);
    let askedToWaitMs: number | undefined;
    const attempt = async (): Promise<void> => {
      askedToWaitMs = undefined;
      const answer = await this.#send(url, notification.id, body);
      askedToWaitMs = retryAfterMs(answer.retryAfter, this.#now());
      if (isGone(answer)) this.#receiverIsGone = true;
      const failure = failureOfAnswer(answer);
      if (failure) throw failure;
    };
    await pRetry(attempt, {
      retries: this.#options.retries ?? DEFAULT_RETRIES,
      minTimeout: 0,
      shouldRetry: ({ error, attemptNumber }) =>
        isWorthRetrying(error) && this.#wait(askedToWaitMs ?? backOff(attemptNumber)),
    });
  }

  #secrets(): readonly string[] {
    const { secret } = this.#options;
    return typeof secret === 'string' ? [secret] : secret;
  }

  #checkedUrl(): URL {
    const { url, allowHttp = false, allowPrivate = false } = this.#options;
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    const isAllowed = parsed?.protocol === 'https:' || (allowHttp && parsed?.protocol === 'http:');
    if (!parsed || !isAllowed || parsed.username !== '' || parsed.password !== '') {
      throw new GlyphwatchError(
        'notifier-misconfigured',
        'The webhook URL must be https://… without user and password. Set allowHttp to allow http.',
      );
    }
    checkLiteralAddress(parsed, allowPrivate);
    return parsed;
  }

  async #send(url: URL, id: string, body: string): Promise<Answer> {
    const { ca, allowPrivate = false, resolve = resolveBySystem } = this.#options;
    const now = this.#now();
    try {
      return await post(url, {
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Glyphwatch',
          ...signatureHeaders(this.#secrets(), { id, body, now }),
        },
        body,
        lookup: checkedLookup(resolve, allowPrivate),
        timeoutMs: this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        ...(ca === undefined ? {} : { ca }),
      });
    } catch (error) {
      throw failureOfRequest(error);
    }
  }

  /** Returns false instead of waiting longer than a call may take; the next delivery retries. */
  async #wait(milliseconds: number): Promise<boolean> {
    const { longestWaitMs = DEFAULT_LONGEST_WAIT_MS, wait = sleep } = this.#options;
    if (milliseconds > longestWaitMs) return false;
    await wait(milliseconds);
    return true;
  }

  #now(): number {
    return (this.#options.clock ?? Date.now)();
  }
}

function backOff(attemptNumber: number): number {
  return FIRST_WAIT_MS * 2 ** (attemptNumber - 1);
}

/** Not after a timeout: the next delivery retries. */
function isWorthRetrying(error: Error): boolean {
  return hasErrorCode(error, 'notifier-unavailable') && !hasTimedOut(error.cause);
}
