import { GlyphwatchError } from './errors.ts';
import { imageIdOf, type Upload } from './image.ts';
import type { Claim, ClaimOutcome, Commit, Deletion, DeletionOutcome, Failure } from './ports.ts';
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
  const { leaseUntil = 0, status, version } = previous;
  const isClaimed = leaseUntil > claim.now && version === upload.version;
  if (isClaimed && !claim.takeOver) return { kind: 'busy', leaseUntil };
  if (order > 0 || status === 'FAILED' || previous.leaseUntil !== undefined) return undefined;
  return claim.redo ? undefined : { kind: 'done', result: previous };
}

/** The same version keeps its outcome until the next commit; another version starts empty. */
function claimedResult(
  previous: Result | undefined,
  upload: Upload,
  { now, leaseUntil }: Pick<Claim, 'now' | 'leaseUntil'>,
): Result {
  const isSameVersion = previous?.version === upload.version;
  const unrecorded = previous?.unrecorded ?? [];
  const shown = isSameVersion ? previous : { ...NOTHING_SHOWN, unrecorded };
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
  { outcome, records, notified, now }: Commit,
): Result {
  const claimed = claimedBy(owner, stored);
  const unrecorded = withNew(claimed.unrecorded, records);
  return { ...withoutConclusion(claimed), ...outcome, unrecorded, notified, updatedAt: now };
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
  const { reason, notified, now } = failure;
  return { ...result, notified, status: 'FAILED', reason, updatedAt: now };
}

/** `undefined` when a newer upload is known. */
export function goneResult(
  previous: Result | undefined,
  upload: Upload,
  now: number,
): Result | undefined {
  if (previous && compareSequencers(previous.sequencer, upload.sequencer) > 0) return undefined;
  const result = claimedResult(previous, upload, { now, leaseUntil: now });
  const { notified, unrecorded } = result;
  const emptied = { ...NOTHING_SHOWN, unrecorded, notified };
  return { ...withoutConclusion(result), ...emptied, status: 'GONE', reason: 'deleted' };
}

/** `undefined` when nothing changes. */
export function clearedResult(result: Result, recordIds: readonly string[]): Result | undefined {
  const unrecorded = result.unrecorded.filter(({ id }) => !recordIds.includes(id));
  return unrecorded.length === result.unrecorded.length ? undefined : { ...result, unrecorded };
}

/** Whether a result may be deleted; `isTelling` if deliveries about it wait. */
export function decideDeletion(
  result: Pick<Result, 'leaseUntil' | 'unrecorded' | 'updatedAt'> | undefined,
  { now, evenIfWaiting = false, purgeBefore = Infinity }: Deletion,
  { isTelling, isHeld }: { readonly isTelling: boolean; readonly isHeld: boolean },
): DeletionOutcome {
  if (!result) return 'unknown';
  if (isHeld) return 'held';
  if ((result.leaseUntil ?? 0) > now || result.updatedAt >= purgeBefore) return 'busy';
  const isWaiting = isTelling || result.unrecorded.length > 0;
  return isWaiting && !evenIfWaiting ? 'waiting' : 'deleted';
}

/** Whether a purge would remove a text. */
export function isPurgeable({ detection, status }: Result): boolean {
  return detection !== undefined && status !== 'NO_TEXT';
}

/** The rules that a result is about, besides its history. */
export function rulesOf({
  ruleMatches,
  unrecorded,
}: Pick<Result, 'ruleMatches' | 'unrecorded'>): readonly string[] {
  return [...new Set([...ruleMatches, ...unrecorded].map(({ ruleId }) => ruleId))];
}

/** What a purge leaves: all that keeps the version from being read and told again, and no text. */
const PURGED = 'purged';

/** Nothing is known any more of what was read, so nothing of where secrets were. */
export function isPurged({ status, reason }: Pick<Result, 'status' | 'reason'>): boolean {
  return status === 'NO_MATCH' && reason === PURGED;
}

export function purgedResult(result: Result, now: number): Result {
  const { readBy, notified } = result;
  return {
    ...withoutConclusion(result),
    ...NOTHING_SHOWN,
    ...(readBy === undefined ? {} : { readBy }),
    unrecorded: [],
    notified,
    status: 'NO_MATCH',
    reason: PURGED,
    updatedAt: now,
  };
}

const NOTHING_SHOWN = { ruleMatches: [], nearMisses: [], notified: [] };

function withoutConclusion(result: Result) {
  const { reason: _r, detection: _d, readBy: _b, watchlistVersion: _w, ...rest } = result;
  const { leaseUntil: _l, ...kept } = rest;
  return kept;
}

/** Ids that are already there are not added again. */
function withNew<T extends { readonly id: string }>(old: readonly T[], more: readonly T[]): T[] {
  const known = new Set(old.map(({ id }) => id));
  return [...old, ...more.filter(({ id }) => !known.has(id))];
}
