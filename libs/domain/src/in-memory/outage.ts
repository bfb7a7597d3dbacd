import { type ErrorCode, GlyphwatchError } from '../index.ts';
import { intercept } from './intercept.ts';

/** Makes in-memory adapters fail like real ones: every call, before it took effect, until it is over. */
export class Outage {
  #code: ErrorCode | undefined;

  begin(code: ErrorCode): void {
    this.#code = code;
  }

  end(): void {
    this.#code = undefined;
  }

  /** The same port, which fails while the outage lasts. */
  reach<Port extends object>(port: Port): Port {
    return intercept(port, (method, proceed) => {
      if (this.#code === undefined) return proceed();
      const cause = new Error(`${method} did not get through`);
      const message = 'The in-memory adapter plays an outage. End it and try again.';
      return Promise.reject(new GlyphwatchError(this.#code, message, { cause }));
    });
  }
}
