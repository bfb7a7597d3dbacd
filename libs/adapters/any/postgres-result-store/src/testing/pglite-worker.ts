import { parentPort } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

/* A thread of its own, because Jest cannot load PGlite: it imports modules while it runs. */

interface Asked {
  readonly id: number;
  readonly text: string;
  readonly values: unknown[];
}

const database = new PGlite();

parentPort?.on('message', async ({ id, text, values }: Asked) => {
  try {
    const { rows } = await database.query(text, values);
    parentPort?.postMessage({ id, rows });
  } catch (error) {
    const { message, code } = error as { readonly message: string; readonly code?: string };
    parentPort?.postMessage({ id, failure: { message, code } });
  }
});
