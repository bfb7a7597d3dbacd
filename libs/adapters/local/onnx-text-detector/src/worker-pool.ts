import { once } from 'node:events';
import { isArrayBuffer } from 'node:util/types';
import { Worker } from 'node:worker_threads';
import { GlyphwatchError } from '@glyphwatch/domain';
import type { DecodedImage } from './picture.ts';
import type { ReadLine } from './read-picture.ts';
import type { Answer, Task, WorkerSettings } from './worker-messages.ts';

const WORKER_FILE = new URL('./detection-worker.ts', import.meta.url);

/**
 * Worker threads that read one picture each at a time. They start when they are needed, stay for the next picture, and
 * do not keep the process alive while idle. One that crashes fails its picture only; the next picture starts another.
 */
export class WorkerPool {
  readonly #size: number;
  readonly #settings: WorkerSettings;
  readonly #workers = new Set<Worker>();
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];

  constructor(size: number, settings: WorkerSettings) {
    this.#size = size;
    this.#settings = settings;
  }

  async read(image: DecodedImage): Promise<readonly ReadLine[]> {
    const worker = await this.#take();
    try {
      const answer = await ask(worker, { image });
      if (answer.kind === 'failed') throw failureOf(answer);
      return answer.lines;
    } finally {
      this.#giveBack(worker);
    }
  }

  /** Ends all workers; pictures still in hand fail with `detector-unavailable`. */
  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.terminate()));
  }

  #take(): Worker | Promise<Worker> {
    const worker = this.#idle.pop();
    if (worker) return worker;
    if (this.#workers.size < this.#size) return this.#start();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #start(): Worker {
    const worker = new Worker(WORKER_FILE, { workerData: this.#settings, execArgv: [] });
    worker.unref();
    worker.once('exit', () => {
      this.#workers.delete(worker);
    });
    // `ask` reports it; without a listener an error between two pictures would end the process.
    worker.on('error', () => this.#workers.delete(worker));
    this.#workers.add(worker);
    return worker;
  }

  /** The next picture gets the worker, or a new one where this one is no more. */
  #giveBack(worker: Worker): void {
    const next = this.#waiting.shift();
    if (next) next(this.#workers.has(worker) ? worker : this.#start());
    else if (this.#workers.has(worker)) this.#idle.push(worker);
  }
}

/** Sends one picture and waits for its answer; the process stays alive that long. */
async function ask(worker: Worker, task: Task): Promise<Answer> {
  const settled = new AbortController();
  const { signal } = settled;
  worker.ref();
  try {
    worker.postMessage(task, buffersOf(task));
    const died = once(worker, 'exit', { signal }).then(([code]) => {
      throw new Error(`The worker ended with exit code ${code}.`);
    });
    const [answer] = await Promise.race([once(worker, 'message', { signal }), died]);
    return answer as Answer;
  } catch (cause) {
    throw new GlyphwatchError(
      'detector-unavailable',
      'Text detection broke off while it read this image. Scan the image again; if it happens every time, give the process more memory or fewer workers.',
      { cause },
    );
  } finally {
    settled.abort();
    worker.unref();
  }
}

/** Pixels are handed over, not copied. */
function buffersOf({ image: { picture, overview } }: Task): ArrayBuffer[] {
  return [picture, overview].flatMap(({ pixels: { buffer } }) =>
    isArrayBuffer(buffer) ? [buffer] : [],
  );
}

function failureOf({
  code,
  message,
  reason,
}: Extract<Answer, { kind: 'failed' }>): GlyphwatchError {
  if (code) return new GlyphwatchError(code, message, { cause: new Error(reason) });
  return new GlyphwatchError(
    'detector-unavailable',
    'Text detection failed on this image. Scan it again; if it fails every time, report the image with this message.',
    { cause: new Error(message) },
  );
}
