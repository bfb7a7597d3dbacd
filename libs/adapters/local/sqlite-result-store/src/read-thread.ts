import { parentPort, workerData } from 'node:worker_threads';
import type { GlyphwatchError } from '@glyphwatch/domain';
import { openDatabase } from './database.ts';
import type { Answered, Asked, Method, Reads, ThreadOptions } from './long-reads.ts';
import { SqliteAlertReviews } from './sqlite-alert-reviews.ts';
import { SqliteResultQueries } from './sqlite-result-queries.ts';

const { path, busyTimeoutMs }: ThreadOptions = workerData;
const database = openDatabase(path, { readOnly: true, busyTimeoutMs });
const queries = new SqliteResultQueries(database);
const reviews = new SqliteAlertReviews(database);
const reads: { [M in Method]: (...args: Parameters<Reads[M]>) => ReturnType<Reads[M]> } = {
  summaries: (query) => queries.summaries(query),
  countImages: (query) => queries.count(query),
  histogram: (query, edges) => queries.histogram(query, edges),
  imageNeighbours: (query, image) => queries.neighbours(query, image),
  alerts: (query) => reviews.list(query),
  countAlerts: (query) => reviews.count(query),
  alertNeighbours: (query, image) => reviews.neighbours(query, image),
};

parentPort?.on('message', (asked: Asked) => {
  void answer(asked).then((answered) => parentPort?.postMessage(answered));
});

async function answer<M extends Method>({ id, method, args }: Asked<M>): Promise<Answered> {
  try {
    return { id, value: await reads[method](...args) };
  } catch (error) {
    // Of an error, threads hand over message and cause, but no code.
    const { code, message, cause } = error as GlyphwatchError;
    return { id, failure: { code, message, cause } };
  }
}
