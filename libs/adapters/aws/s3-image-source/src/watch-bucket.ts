import { setTimeout as pause } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import type { BucketAddress } from './bucket-address.ts';
import { type ListedObject, listObjects } from './list-objects.ts';

export interface WatchBucketOptions {
  /** Ends the watching. */
  readonly signal?: AbortSignal;
  /** Between two listings, milliseconds. */
  readonly pollMs: number;
  /** Each listing that failed, and `undefined` for the first that is complete again. */
  readonly onTrouble?: (cause: unknown) => void;
}

/** `removed`: a key that was listed earlier and is in the bucket no longer. */
export type BucketChange = { readonly found: ListedObject } | { readonly removed: string };

interface Seen {
  readonly etag: string;
  readonly round: number;
}

/**
 * The objects of a bucket, then those that are new, overwritten or removed, by listing it again and again. A listing that
 * fails midway removes nothing. Fails like `listObjects` if the bucket was never listed; later failures are told, and looking
 * goes on. Keeps each key and its ETag in memory.
 */
export async function* watchBucket(
  client: S3Client,
  address: BucketAddress,
  { signal, pollMs, onTrouble = () => undefined }: WatchBucketOptions,
): AsyncGenerator<BucketChange> {
  const seen = new Map<string, Seen>();
  let isKnown = false;
  let isTroubled = false;
  for (let round = 0; !signal?.aborted; round += 1) {
    try {
      for await (const page of listObjects(client, address, signal)) {
        isKnown = true;
        yield* changesIn(page, round, seen);
      }
      yield* removedSince(round, seen);
      if (isTroubled) onTrouble(undefined);
      isTroubled = false;
    } catch (error) {
      if (signal?.aborted) return;
      if (!isKnown) throw error;
      isTroubled = true;
      onTrouble(error);
    }
    await pause(pollMs, undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}

function* changesIn(
  page: readonly ListedObject[],
  round: number,
  seen: Map<string, Seen>,
): Generator<BucketChange> {
  for (const object of page) {
    const { key, etag } = object;
    const before = seen.get(key);
    seen.set(key, { etag, round });
    if (before?.etag !== etag) yield { found: object };
  }
}

function* removedSince(round: number, seen: Map<string, Seen>): Generator<BucketChange> {
  for (const [key, { round: last }] of seen) {
    if (last === round) continue;
    seen.delete(key);
    yield { removed: key };
  }
}
