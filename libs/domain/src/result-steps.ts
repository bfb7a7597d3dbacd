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
  const { version, sequencer, uploadedAt, address, size } = upload;
  const isSameVersion = previous?.version === version;
  return {
    imageId: imageIdOf(address),
    address,
    version,
    sequencer,
    uploadedAt,
    ...(size === undefined ? {} : { size }),
    status: 'PROCESSING',
    updatedAt: now,
    leaseUntil,
    attempts: isSameVersion ? previous.attempts + 1 : 1,
    pending: previous?.pending ?? [],
    unrecorded: previous?.unrecorded ?? [],
    notified: isSameVersion ? previous.notified : [],
    ruleMatches: [],
    nearMisses: [],
  };
}

export function committedResult(claimed: Result, commit: Commit): Result {
  const { leaseUntil: _, ...result } = claimed;
  return { ...result, ...commit.outcome, ...added(result, commit), updatedAt: commit.now };
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
  const { leaseUntil: _, ...result } = claimedResult(previous, upload, { now, leaseUntil: now });
  return { ...result, status: 'GONE', reason: 'deleted' };
}

function added(
  { pending, unrecorded }: Pick<Result, 'pending' | 'unrecorded'>,
  { notifications, records, notified }: Announcements,
): Pick<Result, 'pending' | 'unrecorded' | 'notified'> {
  return {
    pending: [...pending, ...notifications],
    unrecorded: [...unrecorded, ...records],
    notified,
  };
}
