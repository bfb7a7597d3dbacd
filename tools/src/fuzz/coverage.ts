import { Session } from 'node:inspector';

/** Our own code; not this tool. */
const OURS = /\/(apps|libs)\//;

interface Block {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/** Which blocks of our code ran: V8's precise coverage. */
export class Coverage {
  readonly #session = new Session();
  readonly #known = new Set<string>();

  start(): void {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    const options = { callCount: true, detailed: true };
    this.#session.post('Profiler.startPreciseCoverage', options);
    this.#since();
  }

  get size(): number {
    return this.#known.size;
  }

  /** Blocks that ran since the last question, and never before. */
  unknown(): string[] {
    return this.#since().filter((block) => !this.#known.has(block));
  }

  learn(blocks: readonly string[]): void {
    for (const block of blocks) this.#known.add(block);
  }

  #since(): string[] {
    const found: string[] = [];
    // The session is of this thread, so it calls back before it returns.
    this.#session.post('Profiler.takePreciseCoverage', (error, coverage) => {
      if (error) throw error;
      for (const { url, scriptId, functions } of coverage.result)
        if (OURS.test(url))
          for (const { ranges } of functions)
            found.push(...ranges.filter(hasRun).map((range) => keyOf(scriptId, range)));
    });
    return found;
  }
}

function hasRun({ count }: Block): boolean {
  return count > 0;
}

function keyOf(scriptId: string, { startOffset, endOffset }: Block): string {
  return `${scriptId}:${startOffset}-${endOffset}`;
}
