import { GlyphwatchError } from './errors.ts';
import { imageIdOf, type Upload } from './image.ts';
import type { Notification } from './notification.ts';
import type {
  Announcements,
  Claim,
  ClaimOutcome,
  Commit,
  Committed,
  ClearedIds,
  Deletion,
  DeletionOutcome,
  Failure,
  Lease,
} from './ports.ts';
import type { Result } from './result.ts';
import { compareSequencers } from './sequencer.ts';

/*
 * How each step changes what is stored. A store reads, applies one of these and writes, in one transaction or with
 * optimistic locking, so all stores decide alike.
 */

/** What a store has about an image. */
export interface StoredResult {
  readonly result: Result;
  /** The owner of the claim; `undefined` without a claim. */
  readonly owner?: string | undefined;
}

/** The answer to a claim and, if it is granted, what to store. */
export function decideClaim(
  previous: Result | undefined,
  upload: Upload,
  claim: Claim,
): { readonly outcome: ClaimOutcome; readonly claimed?: Result } {
  const refusal = previous && refuseClaim(previous, upload, claim);
  if (refusal) return { outcome: refusal };
  const claimed = claimedResult(previous, upload, claim);
  return { outcome: previous ? { kind: 'claimed', previous } : { kind: 'claimed' }, claimed };
}

function refuseClaim(
  previous: Result,
  upload: Upload,
  claim: Claim,
): Exclude<ClaimOutcome, { kind: 'claimed' }> | undefined {
  const order = compareSequencers(upload.sequencer, previous.sequencer);
  if (order < 0) return { kind: 'stale', result: previous };
  if (order > 0 || previous.status === 'FAILED') return undefined;
  const { leaseUntil } = previous;
  if (leaseUntil !== undefined) {
    return leaseUntil > claim.now ? { kind: 'busy', leaseUntil } : undefined;
  }
  return claim.redo ? undefined : { kind: 'done', result: previous };
}

/** The same version keeps its outcome until the next commit; another version starts empty. */
function claimedResult(
  previous: Result | undefined,
  upload: Upload,
  { now, leaseUntil }: Pick<Claim, 'now' | 'leaseUntil'>,
): Result {
  const isSameVersion = previous?.version === upload.version;
  const shown = isSameVersion ? previous : { ...NOTHING_SHOWN, ...unfinished(previous) };
  const attempts = isSameVersion ? previous.attempts + 1 : 1;
  const claim = { status: 'PROCESSING', updatedAt: now, leaseUntil, attempts } as const;
  return { ...shown, ...upload, imageId: imageIdOf(upload.address), ...claim };
}

/** `undefined` when the claim lasts that long anyway. Fails with `claim-lost` unless `owner` holds the claim. */
export function renewedResult(
  stored: StoredResult | undefined,
  owner: string,
  leaseUntil: number,
): Result | undefined {
  const claimed = claimedBy(owner, stored);
  return leaseUntil > (claimed.leaseUntil ?? 0) ? { ...claimed, leaseUntil } : undefined;
}

/** Fails with `claim-lost` unless `owner` holds the claim. */
export function committedResult(
  stored: StoredResult | undefined,
  owner: string,
  commit: Commit,
): Committed {
  const claimed = claimedBy(owner, stored);
  const { outcome, now, heldUntil } = commit;
  const announced = added(claimed, commit);
  const result = { ...withoutConclusion(claimed), ...outcome, ...announced, updatedAt: now };
  return heldUntil === undefined ? { result, taken: [] } : takenPending(result, { now, heldUntil });
}

function claimedBy(owner: string, stored: StoredResult | undefined): Result {
  if (stored?.owner === owner) return stored.result;
  const message = 'Another process has taken over this image; its result counts.';
  throw new GlyphwatchError('claim-lost', message);
}

/** `undefined` unless `owner` holds the claim. */
export function failedResult(
  stored: StoredResult | undefined,
  owner: string,
  failure: Failure,
): Result | undefined {
  if (stored?.owner !== owner) return undefined;
  const { leaseUntil: _, ...result } = stored.result;
  const { reason, now } = failure;
  const announced = added(result, { ...failure, records: [] });
  return { ...result, ...announced, status: 'FAILED', reason, updatedAt: now };
}

/** `undefined` when a newer upload is known. */
export function goneResult(
  previous: Result | undefined,
  upload: Upload,
  now: number,
): Result | undefined {
  if (previous && compareSequencers(previous.sequencer, upload.sequencer) > 0) return undefined;
  const result = claimedResult(previous, upload, { now, leaseUntil: now });
  const { notified } = result;
  const emptied = { ...NOTHING_SHOWN, ...unfinished(result), notified };
  return { ...withoutConclusion(result), ...emptied, status: 'GONE', reason: 'deleted' };
}

/** The notifications that are free at `now`, and the result with them leased. */
export function takenPending(
  result: Result,
  { now, heldUntil }: Lease,
): { readonly result: Result; readonly taken: readonly Notification[] } {
  const taken: Notification[] = [];
  const pending = result.pending.map((message) => {
    const { heldUntil: freeAt = now, ...notification } = message;
    if (freeAt > now) return message;
    taken.push(notification);
    return { ...notification, heldUntil };
  });
  return { result: { ...result, pending }, taken };
}

/** `undefined` when the notification is not pending or has another lease. */
export function givenBackPending(
  result: Result,
  notificationId: string,
  { now, heldUntil }: Lease,
): Result | undefined {
  const index = result.pending.findIndex(
    (message) => message.id === notificationId && message.heldUntil === heldUntil,
  );
  const message = result.pending[index];
  if (!message) return undefined;
  return { ...result, pending: result.pending.with(index, { ...message, heldUntil: now }) };
}

/** `undefined` when nothing changes. */
export function clearedResult(
  result: Result,
  { sent = [], recorded = [] }: ClearedIds,
): Result | undefined {
  const pending = result.pending.filter(({ id }) => !sent.includes(id));
  const unrecorded = result.unrecorded.filter(({ id }) => !recorded.includes(id));
  const isSame =
    pending.length === result.pending.length && unrecorded.length === result.unrecorded.length;
  return isSame ? undefined : { ...result, pending, unrecorded };
}

/** Whether a result may be deleted. */
export function decideDeletion(
  result: Result | undefined,
  { now, evenIfPending = false }: Deletion,
): DeletionOutcome {
  if (!result) return 'unknown';
  if ((result.leaseUntil ?? 0) > now) return 'busy';
  return waitingSince(result) === undefined || evenIfPending ? 'deleted' : 'pending';
}

/** Since when something has been waiting to be sent or recorded; `undefined` when nothing is. */
export function waitingSince({ pending, unrecorded, updatedAt }: Result): number | undefined {
  const freeAt = pending.map(({ heldUntil }) => heldUntil ?? updatedAt);
  const times = unrecorded.length > 0 ? [...freeAt, updatedAt] : freeAt;
  return times.length === 0 ? undefined : Math.min(...times);
}

const NOTHING_SHOWN = { ruleMatches: [], nearMisses: [], notified: [] };

function unfinished(result: Result | undefined): Pick<Result, 'pending' | 'unrecorded'> {
  return { pending: result?.pending ?? [], unrecorded: result?.unrecorded ?? [] };
}

function withoutConclusion(result: Result) {
  const { reason: _r, detection: _d, readBy: _b, watchlistVersion: _w, ...rest } = result;
  const { leaseUntil: _l, ...kept } = rest;
  return kept;
}

/** Ids that are already pending or unrecorded are not added again. */
function added(
  { pending, unrecorded }: Pick<Result, 'pending' | 'unrecorded'>,
  { notifications, records, notified }: Announcements,
): Pick<Result, 'pending' | 'unrecorded' | 'notified'> {
  return {
    pending: withNew(pending, notifications),
    unrecorded: withNew(unrecorded, records),
    notified,
  };
}

function withNew<T extends { readonly id: string }>(old: readonly T[], more: readonly T[]): T[] {
  const known = new Set(old.map(({ id }) => id));
  return [...old, ...more.filter(({ id }) => !known.has(id))];
}
