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
import { Pace } from './pace.ts';
import { Pause } from './pause.ts';
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
  /** Called with every answer, good or bad; its body was written by the server, and may repeat what was sent. */
  readonly onAnswer?: ((answer: HttpAnswer) => void) | undefined;
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
  /** Requests a second that this process sends at most. Default: as many as there are calls. */
  readonly perSecond?: number;
}

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_RETRIES = 2;
const DEFAULT_LONGEST_WAIT_MS = 5000;
const FIRST_WAIT_MS = 500;
/** Enough to read a short answer aloud. */
const HEARD_BYTES = 1000;

/**
 * Calls a service over HTTPS, and never into your own network by default. Failures have the service's codes; their messages
 * name neither URL nor body, which may be secrets. A wait that the service asks for is kept: too long for one call, it makes
 * later calls fail at once until it has passed.
 */
export class HttpCaller {
  readonly #service: HttpService;
  readonly #options: HttpOptions;
  readonly #pace: Pace | undefined;
  readonly #pause: Pause;

  constructor(service: HttpService, options: HttpOptions) {
    this.#service = service;
    this.#options = options;
    const { clock = Date.now, wait } = options;
    this.#pace =
      service.perSecond === undefined ? undefined : new Pace(service.perSecond, clock, wait);
    this.#pause = new Pause(clock);
  }

  /** `callNow` makes the request of each try, so that a signature may hold its time. */
  async call(callNow: () => HttpCall): Promise<HttpAnswer> {
    let askedToWaitMs: number | undefined;
    const attempt = async (): Promise<HttpAnswer> => {
      askedToWaitMs = undefined;
      this.#pause.check();
      await this.#pace?.next();
      const answer = await this.#send(callNow());
      const fault = this.#judge(answer);
      if (fault === undefined) return answer;
      askedToWaitMs =
        fault.retryAfterMs ?? retryAfterMs(answer.headers['retry-after'], this.#now());
      throw this.#faultFailure(answer.status, fault, askedToWaitMs);
    };
    return pRetry(attempt, {
      retries: this.#options.retries ?? DEFAULT_RETRIES,
      minTimeout: 0,
      shouldRetry: ({ error, attemptNumber }) =>
        this.#isWorthRetrying(error) && this.#wait(askedToWaitMs ?? backOff(attemptNumber)),
    });
  }

  async #send({ url, ...call }: HttpCall): Promise<HttpAnswer> {
    const { ca, allowPrivate = false, resolve = resolveBySystem, onAnswer } = this.#options;
    try {
      const answer = await request(checkedUrl(url, this.#options), call, {
        lookup: checkedLookup(resolve, allowPrivate),
        timeoutMs: this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        maxAnswerBytes: this.#service.maxAnswerBytes ?? (onAnswer ? HEARD_BYTES : 0),
        ...(ca === undefined ? {} : { ca }),
      });
      onAnswer?.(answer);
      return answer;
    } catch (cause) {
      throw this.#requestFailure(cause);
    }
  }

  #judge(answer: HttpAnswer): HttpFault | undefined {
    return this.#service.judge?.(answer) ?? judgeStatus(answer.status);
  }

  #faultFailure(
    status: number,
    { kind, advice = this.#service.advice[kind] }: HttpFault,
    waitMs = 0,
  ): GlyphwatchError {
    const isLong = kind === 'unavailable' && waitMs > this.#longestWaitMs();
    const next = isLong ? ` (next try in ${Math.ceil(waitMs / 1000)} s or later)` : '';
    const failure = this.#failure(kind, `answered ${status}${next}. ${advice}`);
    if (isLong) this.#pause.begin(waitMs, failure);
    return failure;
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
    return (
      !this.#pause.isReasonOf(error) &&
      hasErrorCode(error, this.#service.codes.unavailable) &&
      !hasTimedOut(error.cause)
    );
  }

  /** Resolves to false instead of waiting longer than a call may take. */
  async #wait(milliseconds: number): Promise<boolean> {
    const { wait = sleep } = this.#options;
    if (milliseconds > this.#longestWaitMs()) return false;
    await wait(milliseconds);
    return true;
  }

  #longestWaitMs(): number {
    return this.#options.longestWaitMs ?? DEFAULT_LONGEST_WAIT_MS;
  }

  #now(): number {
    return (this.#options.clock ?? Date.now)();
  }
}

function backOff(attemptNumber: number): number {
  return FIRST_WAIT_MS * 2 ** (attemptNumber - 1);
}
