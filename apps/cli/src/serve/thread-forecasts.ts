import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Forecasts } from '@glyphwatch/console-api';
import type { ForecastState } from '@glyphwatch/console-api/shapes';
import type { ForecastProgress, ForecastTask } from './forecast-task.ts';

const THREAD = new URL('./forecast-thread.ts', import.meta.url);
/** Of which the results are kept. */
const MOST_KEPT = 10;

/** Forecasts in threads, one at a time: the next one stops the one before. */
export class ThreadForecasts implements Forecasts {
  readonly #task: Omit<ForecastTask, 'file'>;
  readonly #states = new Map<string, ForecastState>();
  #ending: Promise<unknown> | undefined;
  #running: { readonly id: string; readonly worker: Worker } | undefined;

  constructor(task: Omit<ForecastTask, 'file'>) {
    this.#task = task;
  }

  async start(file: ForecastTask['file']): Promise<ForecastState> {
    if (this.#running) await this.stop(this.#running.id);
    const id = randomUUID();
    const state: ForecastState = {
      ...{ id, state: 'running', images: 0, total: 0, unread: 0 },
      rules: [],
    };
    this.#keep(state);
    const worker = new Worker(THREAD, { workerData: { ...this.#task, file } });
    this.#running = { id, worker };
    worker.on('message', (said: ForecastProgress | { readonly failure: string }) => {
      if (this.find(id)?.state !== 'running') return;
      if ('failure' in said) this.#fail(id, said.failure);
      else this.#keep({ ...said, id });
    });
    worker.on('error', () => this.#fail(id, 'the forecast stopped unexpectedly'));
    return state;
  }

  find(id: string): ForecastState | undefined {
    return this.#states.get(id);
  }

  async stop(id: string): Promise<ForecastState | undefined> {
    const state = this.find(id);
    if (state?.state === 'running') this.#keep({ ...state, state: 'stopped' });
    if (this.#running?.id === id) {
      const { worker } = this.#running;
      this.#running = undefined;
      // It may take long, and what it still says is not heard.
      this.#ending = worker.terminate();
    }
    return this.find(id);
  }

  async close(): Promise<void> {
    if (this.#running) await this.stop(this.#running.id);
    await this.#ending;
  }

  #fail(id: string, error: string): void {
    const state = this.find(id);
    if (state) this.#keep({ ...state, state: 'failed', error });
  }

  #keep(state: ForecastState): void {
    this.#states.set(state.id, state);
    const [oldest] = this.#states.keys();
    if (this.#states.size > MOST_KEPT && oldest !== undefined) this.#states.delete(oldest);
  }
}
