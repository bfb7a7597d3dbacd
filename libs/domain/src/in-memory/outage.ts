import { type ErrorCode, GlyphwatchError } from '../index.ts';
import { intercept } from './intercept.ts';

/** Makes every call of a port fail before it takes effect, until the outage ends. */
export class Outage {
  #code: ErrorCode | undefined;

  begin(code: ErrorCode): void {
    this.#code = code;
  }

  end(): void {
    this.#code = undefined;
  }

  /** The port as it behaves during the outage. */
  reach<Port extends object>(port: Port): Port {
    return intercept(port, (method, proceed) => {
      if (this.#code === undefined) return proceed();
      const cause = new Error(`${method} was not reached`);
      const message = 'The in-memory adapter simulates an outage. End it and try again.';
      return Promise.reject(new GlyphwatchError(this.#code, message, { cause }));
    });
  }
}
