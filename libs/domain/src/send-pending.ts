import type { Channel } from './announce.ts';
import { ClearBatcher } from './clear-batcher.ts';
import { combineFailures, hasErrorCode } from './errors.ts';
import type { Notification } from './notification.ts';
import type { Clock, Notifier, ResultStore } from './ports.ts';
import type { Result } from './result.ts';

export interface NotifiedChannel extends Channel {
  readonly notifier: Notifier;
}

export interface SendingParts {
  readonly store: ResultStore;
  readonly channels: readonly NotifiedChannel[];
  readonly clock: Clock;
  /** How long a message is leased for telling, milliseconds: longer than the slowest notifier tries. */
  readonly sendMs?: number;
}

/** Notifiers that retry give up well before. */
export const DEFAULT_SEND_MS = 60_000;

export interface Telling {
  /** No other process works on this store: a message that is leased was left by a process that died. */
  readonly evenIfLeased?: boolean;
  /** What the caller took itself, with its commit. */
  readonly taken?: LeasedMessages;
}

export interface LeasedMessages {
  readonly messages: readonly Notification[];
  readonly heldUntil: number;
}

/** An image whose pending messages could not all be told. */
export interface UnsentImage {
  readonly imageId: string;
  readonly error: unknown;
}

type Pending = Pick<Result, 'imageId' | 'pending' | 'unrecorded'>;

/**
 * Works off the outbox of one image:
 *
 *     record history → take the pending messages that are free → notify → clear, or give back what was refused
 *
 * Returns the ids of what was told. Each message is tried, whatever happens to the others; then what failed is thrown.
 * A process that is suspended while it notifies, for longer than its lease, can tell a message a second time.
 */
export async function sendPending(
  parts: SendingParts,
  known: Pending,
  telling: Telling = {},
): Promise<readonly string[]> {
  const { imageId, unrecorded } = known;
  if (unrecorded.length > 0) await record(parts, known, telling.taken);
  const recorded = unrecorded.map(({ id }) => id);
  const clears = new ClearBatcher(parts.store, imageId, recorded);
  const { messages, heldUntil } = telling.taken ?? (await take(parts, known, telling));
  const sent = await Promise.allSettled(
    messages.map((message) => tell(parts, message, heldUntil, clears)),
  );
  const last = await Promise.allSettled([clears.finish()]);
  const failures = [...sent, ...last].flatMap((one) =>
    one.status === 'rejected' ? [one.reason as unknown] : [],
  );
  if (failures.length > 0) throw combineFailures(failures);
  return sent.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
}

/** For walks over many images: returns a failure of this one, and throws one of the store, which all would meet. */
export async function trySending(
  parts: SendingParts,
  known: Pending,
  telling?: Telling,
): Promise<readonly UnsentImage[]> {
  try {
    await sendPending(parts, known, telling);
    return [];
  } catch (error) {
    if (hasErrorCode(error, 'store-unavailable', 'store-misconfigured')) throw error;
    return [{ imageId: known.imageId, error }];
  }
}

/** What cannot be recorded is not told: messages already taken are given back, so the next process need not wait. */
async function record(
  parts: SendingParts,
  { imageId, unrecorded }: Pending,
  taken: LeasedMessages | undefined,
): Promise<void> {
  try {
    await parts.store.recordMatches(imageId, unrecorded);
  } catch (error) {
    const { messages, heldUntil } = taken ?? { messages: [], heldUntil: 0 };
    const refused = messages.map((message) => giveBack(parts, message, heldUntil));
    throw combineFailures([error, ...(await Promise.all(refused)).flat()]);
  }
}

async function take(
  { store, clock, sendMs = DEFAULT_SEND_MS }: SendingParts,
  { imageId, pending }: Pending,
  { evenIfLeased = false }: Telling,
): Promise<LeasedMessages> {
  const now = clock() + (evenIfLeased ? sendMs : 0);
  const heldUntil = now + sendMs;
  if (pending.length === 0) return { messages: [], heldUntil };
  return { messages: await store.takePending(imageId, { now, heldUntil }), heldUntil };
}

/** Returns its id, unless the lease ran out before it could be told. */
async function tell(
  parts: SendingParts,
  message: Notification,
  heldUntil: number,
  clears: ClearBatcher,
): Promise<readonly string[]> {
  const { channels, clock } = parts;
  const { id } = message;
  // By now another process may have taken it.
  if (clock() >= heldUntil) return [];
  // A channel that was removed from the settings has no notifier: its messages are only cleared.
  const notifier = channels.find(({ name }) => name === message.channel)?.notifier;
  try {
    await notifier?.notify(message);
  } catch (error) {
    throw combineFailures([error, ...(await giveBack(parts, message, heldUntil))]);
  }
  await clears.sent(id);
  return [id];
}

/** Returns what failed. */
async function giveBack(
  { store, clock }: SendingParts,
  { imageId, id }: Notification,
  heldUntil: number,
): Promise<readonly unknown[]> {
  try {
    await store.giveBackPending(imageId, id, { now: clock(), heldUntil });
    return [];
  } catch (error) {
    return [error];
  }
}
