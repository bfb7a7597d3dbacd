import { setTimeout as sleep } from 'node:timers/promises';
import {
  PutEventsCommand,
  type PutEventsCommandOutput,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { hasErrorCode, type Message, type Notifier } from '@glyphwatch/domain';
import { entryBytes, entryOf, LARGEST_ENTRY_BYTES } from './entry-of.ts';
import { failureOf, failureOfEntry, isRetryable } from './failure-of.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const MAX_ENTRIES = 10;
const MAX_TRIES = 3;
const FIRST_WAIT_MS = 200;

/** An `EventBridgeClient`, made with `CLIENT_TIMEOUTS`. */
interface Client {
  send(command: PutEventsCommand): Promise<PutEventsCommandOutput>;
}

export interface EventBridgeNotifierOptions {
  readonly busName: string;
  /** Default `glyphwatch`. */
  readonly source?: string;
  readonly wait?: (milliseconds: number) => Promise<void>;
}

interface Waiting {
  readonly entry: PutEventsRequestEntry;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Puts events on a bus, for machines. Concurrent calls share a request; each settles with its own entry. */
export class EventBridgeNotifier implements Notifier {
  readonly #client: Client;
  readonly #busName: string;
  readonly #source: string;
  readonly #wait: (milliseconds: number) => Promise<void>;
  #waiting: Waiting[] = [];

  constructor(
    client: Client,
    { busName, source = 'glyphwatch', wait = sleep }: EventBridgeNotifierOptions,
  ) {
    this.#client = client;
    this.#busName = busName;
    this.#source = source;
    this.#wait = wait;
  }

  async notify(message: Message): Promise<void> {
    const entry = entryOf(message, { busName: this.#busName, source: this.#source });
    await new Promise<void>((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#flush());
      this.#waiting.push({ entry, resolve, reject });
    });
  }

  #flush(): void {
    const batches = batchesOf(this.#waiting);
    this.#waiting = [];
    for (const batch of batches) void this.#put(batch);
  }

  /** Never rejects: failures go to the callers that wait for the entries. */
  async #put(batch: readonly Waiting[], tries = 1): Promise<void> {
    try {
      const again = settle(batch, await this.#send(batch), this.#busName, tries < MAX_TRIES);
      if (again.length === 0) return;
      await this.#wait(FIRST_WAIT_MS * 2 ** (tries - 1));
      await this.#put(again, tries + 1);
    } catch (error) {
      const failure = failureOf(error, this.#busName);
      // One that is never accepted must not take the others down with it.
      if (batch.length > 1 && hasErrorCode(failure, 'notification-refused')) {
        await Promise.all(batch.map((one) => this.#put([one])));
      } else for (const { reject } of batch) reject(failure);
    }
  }

  async #send(batch: readonly Waiting[]): Promise<PutEventsCommandOutput> {
    const command = new PutEventsCommand({ Entries: batch.map(({ entry }) => entry) });
    return this.#client.send(command);
  }
}

/** Settles the entries with a final answer and returns those to retry. */
function settle(
  batch: readonly Waiting[],
  { Entries = [] }: PutEventsCommandOutput,
  busName: string,
  mayRetry: boolean,
): Waiting[] {
  return batch.filter((waiting, index) => {
    const answer = Entries[index];
    // HTTP 200 says nothing about an entry; only an event id means that it was accepted.
    const errorCode = answer?.ErrorCode ?? (answer?.EventId ? undefined : 'InternalFailure');
    if (errorCode === undefined) waiting.resolve();
    else if (mayRetry && isRetryable(errorCode)) return true;
    else waiting.reject(failureOfEntry(errorCode, busName));
    return false;
  });
}

/** The size limit of one entry applies to the whole request. */
function batchesOf(waiting: readonly Waiting[]): Waiting[][] {
  const batches: Waiting[][] = [];
  let bytes = Infinity;
  for (const one of waiting) {
    const more = entryBytes(one.entry);
    const last = batches.at(-1);
    if (last && last.length < MAX_ENTRIES && bytes + more <= LARGEST_ENTRY_BYTES) {
      last.push(one);
      bytes += more;
    } else {
      batches.push([one]);
      bytes = more;
    }
  }
  return batches;
}
