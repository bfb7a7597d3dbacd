import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fault, type FaultPlan, startFaultProxy } from '@glyphwatch/aws-failures/testing';
import { DynamoResultStore } from '@glyphwatch/dynamodb-result-store';
import { localClient, startLocalDynamo } from '@glyphwatch/dynamodb-result-store/testing';
import { Luck, type Tables } from '@glyphwatch/pipeline/simulation';
import { openDatabase, SqliteDeliveries, SqliteResultStore } from '@glyphwatch/sqlite-result-store';

/** The tables of one world. Their clock is virtual time. */
export interface RealTables {
  readonly tables: (clock: () => number) => Tables;
  /** Faults of the wire so far. */
  readonly faults: () => number;
  close(): Promise<void>;
}

export const STORES = { sqlite: openSqlite, dynamodb: openDynamo } as const;
export type Store = keyof typeof STORES;

/** Of all requests; beside the faults of whole calls, which the simulation makes. */
const WIRE_FAULTS = 0.03;
const MAX_DELAY_MS = 20;
const TIMEOUT_MS = 1000;

async function openSqlite(): Promise<RealTables> {
  const folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  const database = openDatabase(join(folder, 'results.db'));
  const real = Date.now;
  return {
    tables: (clock) => {
      // The file's clock is that of the process that writes to it.
      Date.now = clock;
      return {
        store: new SqliteResultStore(database),
        deliveries: new SqliteDeliveries(database),
      };
    },
    faults: () => 0,
    async close() {
      Date.now = real;
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function openDynamo(seed: number): Promise<RealTables> {
  const dynamo = await startLocalDynamo();
  const proxy = await startFaultProxy(dynamo.endpoint);
  const wire = new BadWire(new Luck(seed));
  proxy.plan = wire.plan;
  const client = localClient(proxy.endpoint, {
    maxAttempts: 4,
    requestHandler: { requestTimeout: TIMEOUT_MS, throwOnRequestTimeout: true },
  });
  withoutDates(client);
  return {
    tables: (clock) => {
      const store = new DynamoResultStore(client, { clock, pause: () => Promise.resolve() });
      return { store, deliveries: store.deliveries };
    },
    faults: () => wire.faults,
    async close() {
      client.destroy();
      await proxy.close();
      await dynamo.close();
    },
  };
}

/** The emulator's answers have the real time. */
function withoutDates({ config: { requestHandler } }: DynamoDBClient): void {
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (...call) => {
    const answer = await handle(...call);
    delete answer.response.headers['date'];
    return answer;
  };
}

/** Drops, delays and resets requests, also after they took effect; never so often in a row that the SDK gives up. */
class BadWire {
  faults = 0;
  #isSpared = false;
  readonly #luck: Luck;

  constructor(luck: Luck) {
    this.#luck = luck;
  }

  readonly plan: FaultPlan = () => {
    if (this.#isSpared || !this.#luck.has(WIRE_FAULTS)) {
      this.#isSpared = false;
      return undefined;
    }
    this.#isSpared = true;
    this.faults += 1;
    return this.#fault();
  };

  #fault(): Fault {
    return this.#luck.pick<Fault>([
      { kind: 'reset' },
      { kind: 'lose-answer' },
      { kind: 'lose-answer' },
      { kind: 'cut-answer', after: 5 },
      { kind: 'delay', ms: this.#luck.below(MAX_DELAY_MS) },
      { kind: 'answer', status: 500 },
      { kind: 'answer', status: 400, body: THROTTLED },
      { kind: 'hang' },
    ]);
  }
}

const THROTTLED = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
});
