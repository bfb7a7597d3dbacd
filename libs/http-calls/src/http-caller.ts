import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Clock,
  type ErrorCode,
  GlyphwatchError,
  hasErrorCode,
  isGlyphwatchError,
} from '@glyphwatch/domain';
import pRetry from 'p-retry';
import { checkedLookup, type Resolve, resolveBySystem } from './checked-lookup.ts';
import { checkedUrl } from './checked-url.ts';
import { type HttpFault, judgeStatus } from './judge-status.ts';
import { type HttpAnswer, type HttpCall, request } from './request.ts';
import { hasTimedOut, requestFailure } from './request-failure.ts';
import { retryAfterMs } from './retry-after.ts';

/** What a user may set for a service that is called. */
export interface HttpOptions {
  /** Allows unencrypted http. */
  readonly allowHttp?: boolean;
  /** Allows servers in your own network, not only on the open internet. */
  readonly allowPrivate?: boolean;
  /** Certificate authorities in PEM, instead of the well-known ones. */
  readonly ca?: string;
  /** For each request, answer included. Default 15 s. */
  readonly timeoutMs?: number;
  /** Within one call. Default 2; longer outages are left to the caller. */
  readonly retries?: number;
  /** Between two tries within one call, even if the server asks for more. Default 5 s. */
  readonly longestWaitMs?: number;
  readonly clock?: Clock;
  readonly wait?: (milliseconds: number) => Promise<void>;
  readonly resolve?: Resolve;
}

/** How an adapter speaks of the service. */
export interface HttpService {
  /** Begins a sentence: `The webhook receiver`. */
  readonly name: string;
  readonly codes: Readonly<Record<HttpFault['kind'], ErrorCode>>;
  /** What to do about each kind of failure; a sentence. */
  readonly advice: Readonly<Record<HttpFault['kind'], string>>;
  /** Default 0: only the head of the answer is read. */
  readonly maxAnswerBytes?: number;
  /** `undefined` for success. Default: by the status. */
  readonly judge?: (answer: HttpAnswer) => HttpFault | undefined;
}

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_RETRIES = 2;
const DEFAULT_LONGEST_WAIT_MS = 5000;
const FIRST_WAIT_MS = 500;

/**
 * Calls a service over HTTPS, and never into your own network by default. Failures have the service's codes; their messages
 * name neither URL nor body, which may be secrets.
 */
export class HttpCaller {
  readonly #service: HttpService;
  readonly #options: HttpOptions;

  constructor(service: HttpService, options: HttpOptions) {
    this.#service = service;
    this.#options = options;
  }

  /** `callNow` makes the request of each try, so that a signature may hold its time. */
  async call(callNow: () => HttpCall): Promise<HttpAnswer> {
    let askedToWaitMs: number | undefined;
    const attempt = async (): Promise<HttpAnswer> => {
      askedToWaitMs = undefined;
      const answer = await this.#send(callNow());
      const fault = this.#judge(answer);
      if (fault === undefined) return answer;
      const header = retryAfterMs(answer.headers['retry-after'], this.#now());
      askedToWaitMs = fault.retryAfterMs ?? header;
      const advice = fault.advice ?? this.#service.advice[fault.kind];
      throw this.#failure(fault.kind, `answered ${answer.status}. ${advice}`);
    };
    return pRetry(attempt, {
      retries: this.#options.retries ?? DEFAULT_RETRIES,
      minTimeout: 0,
      shouldRetry: ({ error, attemptNumber }) =>
        this.#isWorthRetrying(error) && this.#wait(askedToWaitMs ?? backOff(attemptNumber)),
    });
  }

  async #send({ url, ...call }: HttpCall): Promise<HttpAnswer> {
    const { ca, allowPrivate = false, resolve = resolveBySystem } = this.#options;
    try {
      return await request(checkedUrl(url, this.#options), call, {
        lookup: checkedLookup(resolve, allowPrivate),
        timeoutMs: this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        maxAnswerBytes: this.#service.maxAnswerBytes ?? 0,
        ...(ca === undefined ? {} : { ca }),
      });
    } catch (cause) {
      throw this.#requestFailure(cause);
    }
  }

  #judge(answer: HttpAnswer): HttpFault | undefined {
    return this.#service.judge?.(answer) ?? judgeStatus(answer.status);
  }

  #requestFailure(cause: unknown): GlyphwatchError {
    if (isGlyphwatchError(cause)) return cause;
    const { kind, what } = requestFailure(cause);
    const advice = kind === 'unavailable' ? ` ${this.#service.advice.unavailable}` : '';
    return this.#failure(kind, `${what}${advice}`, cause);
  }

  #failure(kind: HttpFault['kind'], what: string, cause?: unknown): GlyphwatchError {
    const { name, codes } = this.#service;
    return new GlyphwatchError(codes[kind], `${name} ${what}`, { cause });
  }

  /** Not after a timeout: whoever called retries later. */
  #isWorthRetrying(error: Error): boolean {
    return hasErrorCode(error, this.#service.codes.unavailable) && !hasTimedOut(error.cause);
  }

  /** Resolves to false instead of waiting longer than a call may take. */
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
