import type { Channel } from './announce.ts';
import { Clearing } from './clearing.ts';
import { combineFailures } from './errors.ts';
import type { Notification } from './notification.ts';
import type { Clock, Notifier, ResultStore } from './ports.ts';
import type { Result } from './result.ts';

export interface NotifiedChannel extends Channel {
  readonly notifier: Notifier;
}

export interface TellingParts {
  readonly store: ResultStore;
  readonly channels: readonly NotifiedChannel[];
  readonly clock: Clock;
  /** How long a message is ours to tell, milliseconds: longer than the slowest notifier tries. */
  readonly tellMs?: number;
}

/** Notifiers that retry give up well before. */
export const DEFAULT_TELL_MS = 60_000;

export interface Telling {
  /** Nobody else works on this store: a message that somebody holds was left by the dead. */
  readonly evenIfHeld?: boolean;
  /** What the caller took itself, with its commit. */
  readonly taken?: Taken;
}

export interface Taken {
  readonly messages: readonly Notification[];
  readonly heldUntil: number;
}

/**
 * Records and tells what a result has pending:
 *
 *     record history → take what nobody is telling → notify → clear, or give back what was not taken
 *
 * Gives the ids of what was told. Each message is tried, whatever happens to the others; then what failed is thrown. A process that stands still
 * while it notifies, for longer than it may hold a message, can be the second to tell it: see `tellMs`.
 */
export async function tellPending(
  parts: TellingParts,
  known: Pick<Result, 'imageId' | 'pending' | 'unrecorded'>,
  telling: Telling = {},
): Promise<readonly string[]> {
  const { store } = parts;
  const { imageId, unrecorded } = known;
  if (unrecorded.length > 0) await record(parts, known, telling.taken);
  const recorded = unrecorded.map(({ id }) => id);
  const clearing = new Clearing(store, imageId, recorded);
  const { messages, heldUntil } = telling.taken ?? (await take(parts, known, telling));
  const told = await Promise.allSettled(
    messages.map((message) => tell(parts, message, heldUntil, clearing)),
  );
  const last = await Promise.allSettled([clearing.finish()]);
  const failures = [...told, ...last].flatMap((one) =>
    one.status === 'rejected' ? [one.reason as unknown] : [],
  );
  if (failures.length > 0) throw combineFailures(failures);
  return told.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
}

/** What cannot be recorded is not told: what is ours already goes back, so that the next one need not wait for it. */
async function record(
  parts: TellingParts,
  { imageId, unrecorded }: Pick<Result, 'imageId' | 'unrecorded'>,
  taken: Taken | undefined,
): Promise<void> {
  try {
    await parts.store.recordMatches(imageId, unrecorded);
  } catch (error) {
    const { messages, heldUntil } = taken ?? { messages: [], heldUntil: 0 };
    const failed = messages.map((message) => giveBack(parts, message, heldUntil, error));
    throw (await Promise.all(failed)).at(-1) ?? error;
  }
}

async function take(
  { store, clock, tellMs = DEFAULT_TELL_MS }: TellingParts,
  { imageId, pending }: Pick<Result, 'imageId' | 'pending'>,
  { evenIfHeld = false }: Telling,
): Promise<Taken> {
  const now = clock() + (evenIfHeld ? tellMs : 0);
  const heldUntil = now + tellMs;
  if (pending.length === 0) return { messages: [], heldUntil };
  return { messages: await store.takePending(imageId, { now, heldUntil }), heldUntil };
}

/** Gives its id unless it was no longer ours to tell. */
async function tell(
  parts: TellingParts,
  message: Notification,
  heldUntil: number,
  clearing: Clearing,
): Promise<readonly string[]> {
  const { channels, clock } = parts;
  const { id } = message;
  // Whoever stood still for so long has lost it: by now it may be somebody else's.
  if (clock() >= heldUntil) return [];
  // A channel that was taken out of the settings has nobody left to tell.
  const notifier = channels.find(({ name }) => name === message.channel)?.notifier;
  try {
    await notifier?.notify(message);
  } catch (error) {
    throw await giveBack(parts, message, heldUntil, error);
  }
  await clearing.told(id);
  return [id];
}

/** Gives what to throw: the failure, and that of giving back, if that failed, too. */
function giveBack(
  { store, clock }: TellingParts,
  { imageId, id }: Notification,
  heldUntil: number,
  error: unknown,
): Promise<unknown> {
  return store.giveBackPending(imageId, id, { now: clock(), heldUntil }).then(
    () => error,
    (second: unknown) => combineFailures([error, second]),
  );
}
