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
  /** The lease of a notification, milliseconds: longer than the slowest notifier keeps trying. */
  readonly sendMs?: number;
}

/** Notifiers give up well before. */
export const DEFAULT_SEND_MS = 60_000;

export interface Sending {
  /** No other process uses this store, so a leased notification was left by a process that died. */
  readonly evenIfLeased?: boolean;
  /** What the caller took with its commit. */
  readonly taken?: LeasedMessages;
}

export interface LeasedMessages {
  readonly messages: readonly Notification[];
  readonly heldUntil: number;
}

/** An image with notifications that could not be sent. */
export interface UnsentImage {
  readonly imageId: string;
  readonly error: unknown;
}

type Pending = Pick<Result, 'imageId' | 'pending' | 'unrecorded'>;

/**
 * Empties the outbox of one image:
 *
 *     record history → take the free notifications → notify → clear, or give back what failed
 *
 * Returns the ids of what was sent. Every notification is tried; then failures are thrown together. A process that is
 * suspended for longer than its lease while sending can send a notification a second time.
 */
export async function sendPending(
  parts: SendingParts,
  known: Pending,
  sending: Sending = {},
): Promise<readonly string[]> {
  const { imageId, unrecorded } = known;
  if (unrecorded.length > 0) await record(parts, known, sending.taken);
  const recorded = unrecorded.map(({ id }) => id);
  const clears = new ClearBatcher(parts.store, imageId, recorded);
  const { messages, heldUntil } = sending.taken ?? (await take(parts, known, sending));
  const sent = await Promise.allSettled(
    messages.map((message) => send(parts, message, heldUntil, clears)),
  );
  const last = await Promise.allSettled([clears.finish()]);
  const failures = [...sent, ...last].flatMap((one) =>
    one.status === 'rejected' ? [one.reason as unknown] : [],
  );
  if (failures.length > 0) throw combineFailures(failures);
  return sent.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
}

/** For walks over many images: returns a failure of this image, but throws one of the store, which would hit all. */
export async function trySending(
  parts: SendingParts,
  known: Pending,
  sending?: Sending,
): Promise<readonly UnsentImage[]> {
  try {
    await sendPending(parts, known, sending);
    return [];
  } catch (error) {
    if (hasErrorCode(error, 'store-unavailable', 'store-misconfigured')) throw error;
    return [{ imageId: known.imageId, error }];
  }
}

/** What cannot be recorded is not sent: notifications already taken are given back, so that no process has to wait. */
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
  { evenIfLeased = false }: Sending,
): Promise<LeasedMessages> {
  const now = clock() + (evenIfLeased ? sendMs : 0);
  const heldUntil = now + sendMs;
  if (pending.length === 0) return { messages: [], heldUntil };
  return { messages: await store.takePending(imageId, { now, heldUntil }), heldUntil };
}

/** Returns its id, or nothing if the lease ended before it could be sent. */
async function send(
  parts: SendingParts,
  message: Notification,
  heldUntil: number,
  clears: ClearBatcher,
): Promise<readonly string[]> {
  const { channels, clock } = parts;
  const { id } = message;
  // Another process may have taken it.
  if (clock() >= heldUntil) return [];
  // A channel that was removed from the settings has no notifier: its notifications are only cleared.
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
