import { parentPort, workerData } from 'node:worker_threads';
import { GlyphwatchError } from '@glyphwatch/domain';
import { openDatabase } from './database.ts';
import type { Answered, Asked, ThreadOptions } from './long-reads.ts';
import { SqliteAlertReviews } from './sqlite-alert-reviews.ts';
import { SqliteResultQueries } from './sqlite-result-queries.ts';

const { path, busyTimeoutMs } = workerData as ThreadOptions;
const database = openDatabase(path, { readOnly: true, busyTimeoutMs });
const ports = {
  queries: new SqliteResultQueries(database),
  reviews: new SqliteAlertReviews(database),
};

parentPort?.on('message', (asked: Asked) => {
  void answer(asked).then((answered) => parentPort?.postMessage(answered));
});

async function answer({ id, port, method, args }: Asked): Promise<Answered> {
  try {
    const called: unknown = Reflect.get(ports[port], method);
    if (typeof called !== 'function') throw new TypeError(`${port} has no ${method}`);
    return { id, value: await Reflect.apply(called, ports[port], args) };
  } catch (error) {
    // Of an error, threads hand over message and cause, but no code.
    const { code, message, cause } = error as GlyphwatchError;
    return { id, failure: { code, message, cause } };
  }
}
