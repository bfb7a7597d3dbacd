import { compareSequencers, imageIdOf, type Upload } from './image.ts';
import type { Announcements, Claim, ClaimOutcome, Commit, Failure } from './ports.ts';
import type { Result } from './result.ts';

/*
 * What each step of a scan makes of what is kept. Stores that read, decide and write in one transaction decide by
 * these, so that no two of them decide differently.
 */

/** Why a claim is not granted; `undefined` when it is. */
export function refuseClaim(
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

export function claimedResult(
  previous: Result | undefined,
  upload: Upload,
  { now, leaseUntil }: Pick<Claim, 'now' | 'leaseUntil'>,
): Result {
  const carried = carriedOver(previous, upload);
  return {
    // A redo that dies must not take the text with it that was read before.
    ...(previous?.version === upload.version ? conclusionOf(previous) : NO_MATCHES),
    ...carried,
    attempts: carried.attempts + 1,
    status: 'PROCESSING',
    updatedAt: now,
    leaseUntil,
  };
}

export function committedResult(claimed: Result, commit: Commit): Result {
  const { leaseUntil, reason, detection, watchlistVersion, ...kept } = claimed;
  return { ...kept, ...commit.outcome, ...added(kept, commit), updatedAt: commit.now };
}

export function failedResult(claimed: Result, failure: Failure): Result {
  const { leaseUntil: _, ...result } = claimed;
  const { reason, now, notifications, notified } = failure;
  const changes = added(result, { notifications, notified, records: [] });
  return { ...result, ...changes, status: 'FAILED', reason, updatedAt: now };
}

/** `undefined` when a newer upload is known. */
export function goneResult(
  previous: Result | undefined,
  upload: Upload,
  now: number,
): Result | undefined {
  if (previous && compareSequencers(previous.sequencer, upload.sequencer) > 0) return undefined;
  const gone = { status: 'GONE', reason: 'The image was deleted.', updatedAt: now } as const;
  return { ...NO_MATCHES, ...carriedOver(previous, upload), ...gone };
}

const NO_MATCHES = { ruleMatches: [], nearMisses: [] } as const;

/** Who the image is, and what it keeps whatever happens to it. */
function carriedOver(previous: Result | undefined, upload: Upload) {
  const { address, version, sequencer, uploadedAt, size } = upload;
  const isSameVersion = previous?.version === version;
  return {
    imageId: imageIdOf(address),
    address,
    version,
    sequencer,
    uploadedAt,
    ...(size === undefined ? {} : { size }),
    attempts: isSameVersion ? previous.attempts : 0,
    pending: previous?.pending ?? [],
    unrecorded: previous?.unrecorded ?? [],
    notified: isSameVersion ? previous.notified : [],
  };
}

function conclusionOf(result: Result) {
  const { reason, detection, watchlistVersion, ruleMatches, nearMisses } = result;
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(detection ? { detection } : {}),
    ...(watchlistVersion === undefined ? {} : { watchlistVersion }),
    ruleMatches,
    nearMisses,
  };
}

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

/** Something announced twice is pending once. */
function withNew<T extends { readonly id: string }>(kept: readonly T[], news: readonly T[]): T[] {
  const known = new Set(kept.map(({ id }) => id));
  return [...kept, ...news.filter(({ id }) => !known.has(id))];
}
