import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '@glyphwatch/domain';
import { ApiError } from '../api-error.ts';
import { networkOf } from './addresses.ts';
import type { Gate } from './serve-options.ts';

const FORGET_MS = 15 * 60_000;
/** Different wrong passwords from one address, and for one name from anywhere, until they are forgotten. */
const MOST_OF_ADDRESS = 10;
const MOST_OF_NAME = 100;
/** Each takes a core for a quarter of a second, and 32 MB. */
const AT_ONCE = 2;
const MOST_WAITING = 16;
const MOST_KNOWN = 10_000;
const LONGEST = 1024;

interface Wrong {
  readonly until: number;
  /** Keyed hashes of what was tried: who repeats a wrong password guesses nothing. */
  readonly tried: Set<string>;
}

/** What was tried lately, for each address or name. */
class Guesses {
  readonly #most: number;
  readonly #wrong = new Map<string, Wrong>();

  constructor(most: number) {
    this.#most = most;
  }

  of(key: string, now: number): Wrong & { readonly isFull: boolean; readonly keep: () => void } {
    const known = this.#wrong.get(key);
    const isFresh = known !== undefined && now < known.until;
    const wrong = isFresh ? known : { until: now + FORGET_MS, tried: new Set<string>() };
    const keep = (): void => {
      this.#wrong.set(key, wrong);
      const [oldest] = this.#wrong.keys();
      if (this.#wrong.size > MOST_KNOWN && oldest !== undefined) this.#wrong.delete(oldest);
    };
    return { ...wrong, isFull: wrong.tried.size >= this.#most, keep };
  }
}

/** Names and passwords, as browsers send them, and how often somebody may guess. */
export class SignIns {
  readonly #gate: Gate;
  readonly #clock: Clock;
  readonly #key = randomBytes(32);
  readonly #ofAddress = new Guesses(MOST_OF_ADDRESS);
  readonly #ofName = new Guesses(MOST_OF_NAME);
  readonly #checking = new Map<string, Promise<string | undefined>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(gate: Gate, clock: Clock) {
    this.#gate = gate;
    this.#clock = clock;
  }

  /** The name, or `undefined`. Fails with 429 for who guesses, and while too many are checked. */
  async admit(authorization: string | undefined, address: string): Promise<string | undefined> {
    const [name, password] = readBasic(authorization) ?? [];
    if (name === undefined || password === undefined) return undefined;
    const digest = this.#digest(name, password);
    // A page asks many things at once, with the same password.
    const running = this.#checking.get(digest);
    if (running) return running;
    const counted = [
      this.#ofAddress.of(networkOf(address), this.#clock()),
      this.#ofName.of(name, this.#clock()),
    ];
    if (counted.some(({ tried }) => tried.has(digest))) return undefined;
    for (const { isFull, until } of counted) if (isFull) throw tooMany(until - this.#clock());
    // Counted before it is known, so that guesses at the same time count, too.
    for (const { tried, keep } of counted) {
      tried.add(digest);
      keep();
    }
    const forget = (): void => counted.forEach(({ tried }) => tried.delete(digest));
    const checking = this.#inTurn(() => this.#gate.admit(name, password)).finally(() =>
      this.#checking.delete(digest),
    );
    this.#checking.set(digest, checking);
    return checking.then(
      (admitted) => {
        if (admitted !== undefined) forget();
        return admitted;
      },
      (error: unknown) => {
        forget();
        throw error;
      },
    );
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= MOST_WAITING) throw tooMany(1000);
      await new Promise<void>((next) => this.#waiting.push(next));
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  #digest(name: string, password: string): string {
    return createHmac('sha256', this.#key).update(`${name}:${password}`).digest('base64');
  }
}

/** https://www.rfc-editor.org/rfc/rfc7617 */
function readBasic(authorization = ''): [name: string, password: string] | undefined {
  const [, basic = ''] = /^Basic ([\w+/=-]+)$/i.exec(authorization) ?? [];
  if (basic === '' || basic.length > LONGEST) return undefined;
  const given = Buffer.from(basic, 'base64').toString('utf8');
  const colon = given.indexOf(':');
  return colon < 0 ? undefined : [given.slice(0, colon), given.slice(colon + 1)];
}

function tooMany(ms: number): ApiError {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return new ApiError(429, 'too-many-attempts', 'Too many attempts to sign in.', {
    advice: `Try again in ${seconds} s.`,
    retryAfter: seconds,
  });
}
