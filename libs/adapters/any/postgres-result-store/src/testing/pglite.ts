import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Connection, Row } from '../connection.ts';

interface Answer {
  readonly id: number;
  readonly rows?: Row[];
  readonly failure?: { readonly message: string; readonly code?: string };
}

const REFUSED = { message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' };

/** A PostgreSQL without a server. It takes all statements, but one after the other: what should wait or race never meets. */
export class InProcess {
  readonly #worker = new Worker(join(__dirname, 'pglite-worker.ts'));
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;
  /** As if nobody listened. */
  isDown = false;

  constructor() {
    this.#worker.on('message', (answer: Answer) => this.#waiting.get(answer.id)?.(answer));
  }

  /** Closing it leaves the database to others. */
  connect(): Connection {
    return { query: (text, values) => this.#query(text, values), close: async () => {} };
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  async #query(text: string, values: unknown[]): Promise<{ readonly rows: Row[] }> {
    if (this.isDown) throw failureOf(REFUSED);
    const id = (this.#asked += 1);
    const answer = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#worker.postMessage({ id, text, values });
    const { rows = [], failure } = await answer;
    this.#waiting.delete(id);
    if (failure) throw failureOf(failure);
    return { rows };
  }
}

function failureOf({ message, code }: { readonly message: string; readonly code?: string }): Error {
  return Object.assign(new Error(message), { code });
}
