import { once } from 'node:events';
import { isArrayBuffer } from 'node:util/types';
import { Worker } from 'node:worker_threads';
import { GlyphwatchError } from '@glyphwatch/domain';
import { sendNoTelemetry } from './no-telemetry.ts';
import { type DecodedImage, picturesOf } from './picture.ts';
import type { PictureText } from './read-picture.ts';
import type { Answer, Task, WorkerSettings } from './worker-messages.ts';

const WORKER_FILE = new URL('./detection-worker.ts', import.meta.url);

/**
 * Worker threads that process one picture at a time. They start on demand, are reused, and do not keep the process alive
 * while idle. A crash fails only the picture in progress; the next picture starts another worker.
 */
export class WorkerPool {
  readonly #size: number;
  readonly #settings: WorkerSettings;
  readonly #workerFile: URL;
  readonly #workers = new Set<Worker>();
  readonly #idle: Worker[] = [];
  readonly #waiting: { resolve(worker: Worker): void; reject(reason: Error): void }[] = [];
  #isClosed = false;

  constructor(size: number, settings: WorkerSettings, workerFile = WORKER_FILE) {
    this.#size = size;
    this.#settings = settings;
    this.#workerFile = workerFile;
  }

  async read(image: DecodedImage): Promise<PictureText> {
    const worker = await this.#take();
    try {
      const answer = await ask(worker, { image });
      if (answer.kind === 'failed') throw failureOf(answer);
      return answer;
    } finally {
      this.#giveBack(worker);
    }
  }

  /** Stops all workers; pictures in progress or waiting fail with `detector-unavailable`. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(closed());
    await Promise.all([...this.#workers].map((worker) => worker.terminate()));
  }

  async #take(): Promise<Worker> {
    if (this.#isClosed) throw closed();
    const worker = this.#idle.pop();
    if (worker) return worker;
    if (this.#workers.size < this.#size) return this.#start();
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #start(): Worker {
    sendNoTelemetry();
    const worker = new Worker(this.#workerFile, {
      workerData: this.#settings,
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: 6 },
    });
    worker.unref();
    worker.once('exit', () => {
      this.#workers.delete(worker);
    });
    // `ask` reports it; without a listener, an error between two pictures would end the process.
    worker.on('error', () => this.#workers.delete(worker));
    this.#workers.add(worker);
    return worker;
  }

  /** Gives the worker to the next picture, or starts another if this one has died. */
  #giveBack(worker: Worker): void {
    const next = this.#waiting.shift();
    if (next) next.resolve(this.#workers.has(worker) ? worker : this.#start());
    else if (this.#workers.has(worker)) this.#idle.push(worker);
  }
}

/** Sends one picture and waits for the answer, keeping the process alive meanwhile. */
async function ask(worker: Worker, task: Task): Promise<Answer> {
  const settled = new AbortController();
  const { signal } = settled;
  worker.ref();
  try {
    worker.postMessage(task, buffersOf(task));
    const died = once(worker, 'exit', { signal }).then(([code]) => {
      throw new Error(`The worker exited with code ${code}.`);
    });
    const [answer] = await Promise.race([once(worker, 'message', { signal }), died]);
    return answer as Answer;
  } catch (cause) {
    throw new GlyphwatchError(
      'detector-unavailable',
      'Text detection crashed on this image. Scan the image again; if it crashes every time, give the process more memory or scan fewer images at once.',
      { cause },
    );
  } finally {
    settled.abort();
    worker.unref();
  }
}

function closed(): GlyphwatchError {
  return new GlyphwatchError(
    'detector-unavailable',
    'The text detector was closed before it read this image. Scan the image again.',
  );
}

/** Transferred, not copied. */
function buffersOf({ image }: Task): ArrayBuffer[] {
  return picturesOf(image).flatMap(({ pixels: { buffer } }) =>
    isArrayBuffer(buffer) ? [buffer] : [],
  );
}

function failureOf({
  code,
  message,
  reason,
}: Extract<Answer, { kind: 'failed' }>): GlyphwatchError {
  if (code)
    return new GlyphwatchError(
      code,
      message,
      reason === undefined ? {} : { cause: new Error(reason) },
    );
  return new GlyphwatchError(
    'detector-unavailable',
    'Text detection failed on this image. Scan it again; if it fails every time, report a bug with the image and this message.',
    { cause: new Error(message) },
  );
}
