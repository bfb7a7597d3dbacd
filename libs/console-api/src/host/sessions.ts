import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const TOKEN_BYTES = 32;
const MOST_SESSIONS = 1000;

/** Who is in: by a cookie, or by the token for scripts. All of it ends with the process. */
export class Sessions {
  /** Trades once for a session. */
  readonly oneTime = newToken();
  /** For scripts. */
  readonly token = newToken();
  readonly #names = new Map<string, string>();
  readonly #owner: string;
  #isTraded = false;

  constructor(owner: string) {
    this.#owner = owner;
  }

  /** The value of the cookie, or `undefined` for a wrong or used token. */
  trade(token: string): string | undefined {
    if (this.#isTraded || !isSame(token, this.oneTime)) return undefined;
    this.#isTraded = true;
    return this.begin(this.#owner);
  }

  begin(name: string): string {
    const cookie = newToken();
    this.#names.set(digest(cookie), name);
    const [oldest] = this.#names.keys();
    if (this.#names.size > MOST_SESSIONS && oldest !== undefined) this.#names.delete(oldest);
    return cookie;
  }

  nameOf(cookie: string | undefined, bearer: string | undefined): string | undefined {
    if (bearer !== undefined && isSame(bearer, this.token)) return this.#owner;
    return cookie === undefined ? undefined : this.#names.get(digest(cookie));
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
