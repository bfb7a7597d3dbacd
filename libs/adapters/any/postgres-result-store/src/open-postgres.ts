import type { OpenedStore, StoreAccess } from '@glyphwatch/provider';
import { connect } from './connect.ts';
import { locationOf } from './connection-url.ts';
import { Database } from './database.ts';
import { PostgresAlertReviews } from './postgres-alert-reviews.ts';
import { PostgresDeliveries } from './postgres-deliveries.ts';
import { PostgresDetectionMemory } from './postgres-detection-memory.ts';
import { PostgresResultQueries } from './postgres-result-queries.ts';
import { PostgresResultStore } from './postgres-result-store.ts';
import { Runs } from './runs.ts';
import { nothingThere } from './store-failure.ts';

export interface OpenPostgresOptions {
  readonly schema: string;
  readonly access: StoreAccess;
  readonly onProblem?: (problem: string) => void;
}

/** Connects, so that a wrong address is reported before the first image is read. */
export async function openPostgres(
  url: string,
  { schema, access, onProblem }: OpenPostgresOptions,
): Promise<OpenedStore> {
  const location = locationOf(url);
  const isReadOnly = access === 'read';
  const database = new Database(connect(url), { location, schema, readOnly: isReadOnly });
  const runs = isReadOnly ? undefined : new Runs(database);
  try {
    if (access === 'change' && (await database.version()) === 0) throw nothingThere(location);
    await database.open();
    await runs?.start();
  } catch (error) {
    await database.close();
    throw error;
  }
  const options = onProblem ? { onProblem } : {};
  return {
    results: new PostgresResultStore(database, {
      ...(runs ? { run: runs.id } : {}),
      ...options,
    }),
    deliveries: new PostgresDeliveries(database, options),
    detections: new PostgresDetectionMemory(database),
    queries: new PostgresResultQueries(database, options),
    reviews: new PostgresAlertReviews(database, options),
    location,
    ...(runs ? { isAbandoned: (imageId) => runs.isAbandoned(imageId) } : {}),
    [Symbol.asyncDispose]: async () => {
      await runs?.stop();
      await database.close();
    },
  };
}
