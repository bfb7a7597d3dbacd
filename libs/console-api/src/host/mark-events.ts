import type { ServerResponse } from 'node:http';
import type { ResultQueries } from '@glyphwatch/domain';

const LOOK_MS = 250;
/** Proxies end connections on which nothing is said. */
const SAY_SOMETHING_MS = 15_000;
const MOST_LISTENERS = 32;

/** Tells browsers that answers may differ by now. Looks only while somebody listens. */
export class MarkEvents {
  readonly #queries: ResultQueries;
  readonly #onFailure: (error: unknown) => void;
  readonly #listeners = new Set<ServerResponse>();
  #timer: NodeJS.Timeout | undefined;
  #mark: string | undefined;
  #saidAt = 0;
  #isLooking = false;

  constructor(queries: ResultQueries, onFailure: (error: unknown) => void) {
    this.#queries = queries;
    this.#onFailure = onFailure;
  }

  /** `false` if too many listen already. */
  async listen(response: ServerResponse): Promise<boolean> {
    if (this.#listeners.size >= MOST_LISTENERS) return false;
    this.#listeners.add(response);
    response.on('close', () => this.#leave(response));
    const mark = await this.#queries.mark();
    response.write(`retry: 2000\n${eventOf(mark)}`);
    if (!this.#timer) {
      this.#mark = mark;
      this.#timer = setInterval(() => void this.#look(), LOOK_MS);
    }
    return true;
  }

  close(): void {
    for (const response of this.#listeners) response.end();
    clearInterval(this.#timer);
  }

  #leave(response: ServerResponse): void {
    this.#listeners.delete(response);
    if (this.#listeners.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const mark = await this.#queries.mark();
      if (mark !== this.#mark) this.#say(eventOf(mark));
      else if (Date.now() - this.#saidAt > SAY_SOMETHING_MS) this.#say(': still here\n\n');
      this.#mark = mark;
    } catch (error) {
      this.#onFailure(error);
    } finally {
      this.#isLooking = false;
    }
  }

  #say(text: string): void {
    this.#saidAt = Date.now();
    for (const response of this.#listeners) response.write(text);
  }
}

function eventOf(mark: string | undefined): string {
  return `event: mark\ndata: ${JSON.stringify({ mark: mark ?? '' })}\n\n`;
}
