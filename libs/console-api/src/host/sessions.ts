import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@glyphwatch/domain';

const TOKEN_BYTES = 32;
const MOST_SESSIONS = 1000;
/** Of those who entered with a password, which the browser sends again. */
const SIGNED_IN_MS = 12 * 3_600_000;

interface Session {
  readonly name: string;
  readonly until: number;
}

/** Who is in: by a cookie, or by the token for scripts. All of it ends with the process. */
export class Sessions {
  /** Trades once for a session. */
  readonly oneTime = newToken();
  /** For scripts. */
  readonly token = newToken();
  readonly #sessions = new Map<string, Session>();
  readonly #owner: string;
  readonly #clock: Clock;
  #isTraded = false;

  constructor(owner: string, clock: Clock) {
    [this.#owner, this.#clock] = [owner, clock];
  }

  /** The value of the cookie, or `undefined` for a wrong or used token. */
  trade(token: string): string | undefined {
    if (this.#isTraded || !isSame(token, this.oneTime)) return undefined;
    this.#isTraded = true;
    return this.#begin({ name: this.#owner, until: Infinity });
  }

  /** The value of the cookie of somebody who entered with a password. */
  signIn(name: string): string {
    return this.#begin({ name, until: this.#clock() + SIGNED_IN_MS });
  }

  nameOf(cookie: string | undefined, bearer: string | undefined): string | undefined {
    if (bearer !== undefined && isSame(bearer, this.token)) return this.#owner;
    const session = cookie === undefined ? undefined : this.#sessions.get(digest(cookie));
    return session && this.#clock() < session.until ? session.name : undefined;
  }

  #begin(session: Session): string {
    const cookie = newToken();
    this.#sessions.set(digest(cookie), session);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MOST_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
    return cookie;
  }
}

function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(digest(one)), Buffer.from(digest(other)));
}
