import { Worker } from 'node:worker_threads';
import {
  type AlertReviews,
  type ErrorCode,
  GlyphwatchError,
  type ResultQueries,
  type SummaryQuery,
} from '@glyphwatch/domain';
import type { Database } from './database.ts';

const THREAD = new URL('./read-thread.ts', import.meta.url);

export interface ThreadOptions {
  readonly path: string;
  readonly busyTimeoutMs: number;
}

/** What the thread can be asked. */
export interface Reads {
  readonly summaries: ResultQueries['summaries'];
  readonly countImages: ResultQueries['count'];
  readonly histogram: ResultQueries['histogram'];
  readonly imageNeighbours: ResultQueries['neighbours'];
  readonly alerts: AlertReviews['list'];
  readonly countAlerts: AlertReviews['count'];
  readonly alertNeighbours: AlertReviews['neighbours'];
}
export type Method = keyof Reads;

export type Asked<M extends Method = Method> = {
  [Each in M]: {
    readonly id: number;
    readonly method: Each;
    readonly args: Parameters<Reads[Each]>;
  };
}[M];

export interface Answered {
  readonly id: number;
  readonly value?: unknown;
  readonly failure?: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly cause?: unknown;
  };
}

interface Ports {
  readonly queries: ResultQueries;
  readonly reviews: AlertReviews;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The same ports, with reads that may take long in a thread and on a connection of its own, because SQLite answers synchronously. It
 * starts with the first such read. What is read by key stays here: it takes less than the way there and back.
 */
export class LongReads {
  readonly queries: ResultQueries;
  readonly reviews: AlertReviews;
  readonly #database: Database;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #asked = 0;

  constructor(database: Database, { queries, reviews }: Ports) {
    this.#database = database;
    this.queries = {
      can: queries.can,
      summary: (imageId) => queries.summary(imageId),
      mark: () => queries.mark(),
      summaries: (query) =>
        isLong(query) ? this.#ask('summaries', query) : queries.summaries(query),
      count: (query) => this.#ask('countImages', query),
      histogram: (query, edges) => this.#ask('histogram', query, edges),
      neighbours: (query, image) =>
        isLong(query)
          ? this.#ask('imageNeighbours', query, image)
          : queries.neighbours(query, image),
    };
    this.reviews = {
      judge: (alerts, judgement) => reviews.judge(alerts, judgement),
      history: (id) => reviews.history(id),
      list: (query) => (isLong(query) ? this.#ask('alerts', query) : reviews.list(query)),
      count: (query) => this.#ask('countAlerts', query),
      neighbours: (query, image) =>
        isLong(query)
          ? this.#ask('alertNeighbours', query, image)
          : reviews.neighbours(query, image),
    };
  }

  /** What still waits fails with `store-unavailable`. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#end('The database was closed. Open it again.');
    await worker?.terminate();
  }

  async #ask<M extends Method>(
    method: M,
    ...args: Parameters<Reads[M]>
  ): Promise<Awaited<ReturnType<Reads[M]>>> {
    // Makes and migrates the file, which the thread only reads.
    this.#database.open();
    const worker = (this.#worker ??= this.#start());
    const id = (this.#asked += 1);
    return new Promise<Awaited<ReturnType<Reads[M]>>>((resolve, reject) => {
      // The thread answers with what this method resolves to.
      this.#waiting.set(id, {
        resolve: (value) => resolve(value as Awaited<ReturnType<Reads[M]>>),
        reject,
      });
      worker.ref();
      worker.postMessage({ id, method, args });
    });
  }

  #start(): Worker {
    const { path, busyTimeoutMs } = this.#database;
    const worker = new Worker(THREAD, { workerData: { path, busyTimeoutMs } });
    worker.on('message', ({ id, value, failure }: Answered) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (failure) waiting?.reject(new GlyphwatchError(failure.code, failure.message, failure));
      else waiting?.resolve(value);
      if (this.#waiting.size === 0) worker.unref();
    });
    const onEnd = (cause: unknown): void => {
      if (this.#worker === worker) this.#end('Reading stopped unexpectedly. Try again.', cause);
    };
    worker.on('error', onEnd);
    worker.on('exit', onEnd);
    return worker;
  }

  /** The next read starts another thread. */
  #end(message: string, cause?: unknown): void {
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting)
      reject(new GlyphwatchError('store-unavailable', message, { cause }));
  }
}

function isLong({ text, fragments }: SummaryQuery): boolean {
  return text !== undefined || fragments !== undefined;
}
