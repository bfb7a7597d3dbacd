import {
  type Claim,
  type ClaimOutcome,
  type Commit,
  errorCode,
  GlyphwatchError,
  hasErrorCode,
  imageIdOf,
  isFinal,
  type MatchRecord,
  type Result,
  type ResultStore,
  type Upload,
} from '../index.ts';
import { intercept } from './intercept.ts';

/*
 * Result stores that each break one promise. Specs show that the contract and the crash simulation notice every one.
 */

/** The same port with some methods replaced. */
export function override<Port extends object>(port: Port, changes: Partial<Port>): Port {
  return new Proxy(port, {
    get(target, name) {
      if (name in changes) return Reflect.get(changes, name) as unknown;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

/** Commits with or without the claim. */
export function withoutOwnerCondition(store: ResultStore): ResultStore {
  return override(store, {
    async commit(imageId: string, owner: string, commit: Commit) {
      const result = await store.find(imageId);
      if (!result) return store.commit(imageId, owner, commit);
      await steal(store, result, owner);
      return store.commit(imageId, owner, commit);
    },
  });
}

/** Lets an older upload replace a newer one. */
export function withoutSequencerCondition(store: ResultStore): ResultStore {
  return override(store, {
    async claim(upload: Upload, claim: Claim) {
      const outcome = await store.claim(upload, claim);
      if (outcome.kind !== 'stale') return outcome;
      return store.claim({ ...upload, sequencer: `${outcome.result.sequencer}1` }, claim);
    },
  });
}

/** Finds a version known without noting that it was uploaded again. */
export function withOldPlaces(store: ResultStore): ResultStore {
  return override(store, {
    async claim(upload: Upload, claim: Claim) {
      const known = await store.find(imageIdOf(upload.address));
      const isSame = known?.version === upload.version && isFinal(known.status) && !claim.redo;
      return isSame && known.status !== 'GONE'
        ? { kind: 'done', result: known }
        : store.claim(upload, claim);
    },
  });
}

/** Treats sequencers as numbers: the shorter is the smaller. */
export function withNumericSequencers(store: ResultStore): ResultStore {
  return override(store, {
    claim: (upload: Upload, claim: Claim) =>
      store.claim({ ...upload, sequencer: upload.sequencer.padStart(32, '0') }, claim),
  });
}

/** Grants what another owner has claimed. */
export function withoutClaimLeases(store: ResultStore): ResultStore {
  return override(store, { claim: (upload, claim) => claimAnyway(store, upload, claim) });
}

/** Reads and writes in two steps. */
export function withClaimsInTwoSteps(store: ResultStore): ResultStore {
  return override(store, {
    async claim(upload: Upload, claim: Claim) {
      const found = await store.find(`${upload.address.bucket}/${upload.address.key}`);
      return found ? store.claim(upload, claim) : claimAnyway(store, upload, claim);
    },
  });
}

/** Forgets with a commit what was unrecorded. */
export function withUnrecordedReplaced(store: ResultStore): ResultStore {
  return override(store, {
    async commit(imageId: string, owner: string, commit: Commit) {
      const before = (await store.find(imageId))?.unrecorded ?? [];
      const committed = await store.commit(imageId, owner, commit);
      await store.clear(
        imageId,
        before.map(({ id }) => id),
      );
      return committed;
    },
  });
}

/** Commits the result without what is to be told. */
export function withoutDeliveries(store: ResultStore): ResultStore {
  return override(store, {
    commit: (imageId: string, owner: string, commit: Commit) =>
      store.commit(imageId, owner, { ...commit, deliveries: [] }),
  });
}

/** Forgets what was announced. */
export function withoutNotifiedList(store: ResultStore): ResultStore {
  return override(store, {
    commit: (imageId: string, owner: string, commit: Commit) =>
      store.commit(imageId, owner, { ...commit, notified: [] }),
  });
}

/** Lists everything unrecorded twice. */
export function withUnrecordedDoubled(store: ResultStore): ResultStore {
  return override(store, {
    async find(imageId: string) {
      const result = await store.find(imageId);
      return result && { ...result, unrecorded: [...result.unrecorded, ...result.unrecorded] };
    },
  });
}

/** Reports success for a commit that it refused. */
export function withLostClaimsSwallowed(store: ResultStore): ResultStore {
  return override(store, {
    commit: (imageId: string, owner: string, commit: Commit) =>
      store.commit(imageId, owner, commit).catch(async (error: unknown) => {
        const result = await store.find(imageId);
        if (!result || !hasErrorCode(error, 'claim-lost')) throw error;
        return result;
      }),
  });
}

/** Forgets the text of a version when it is claimed again. */
export function withTextLostOnRedo(store: ResultStore): ResultStore {
  return override(store, {
    async find(imageId: string) {
      const result = await store.find(imageId);
      if (result?.status !== 'PROCESSING') return result;
      const { detection: _, ...rest } = result;
      return rest;
    },
  });
}

/** Adds matches to the history that are already there. */
export function withHistoryDoubled(store: ResultStore): ResultStore {
  let written = 0;
  return override(store, {
    async recordMatches(imageId: string, records: readonly MatchRecord[]) {
      await store.recordMatches(imageId, records);
      written += 1;
      const copies = records.map((record) => ({ ...record, id: `${record.id}#${written}` }));
      await store.recordMatches(imageId, copies);
    },
  });
}

/** Clears all of an image's records with the first. */
export function withAllCleared(store: ResultStore): ResultStore {
  return override(store, {
    async clear(imageId: string) {
      const unrecorded = (await store.find(imageId))?.unrecorded ?? [];
      await store.clear(
        imageId,
        unrecorded.map(({ id }) => id),
      );
    },
  });
}

/** Starts each page with the last result of the previous one. */
export function withPagesThatRepeat(store: ResultStore): ResultStore {
  const lastOf = new Map<string, Result>();
  return override(store, {
    async list(query) {
      const page = await store.list(query);
      const last = page.items.at(-1);
      if (page.cursor !== undefined && last) lastOf.set(page.cursor, last);
      const before = query.cursor === undefined ? undefined : lastOf.get(query.cursor);
      return before ? { ...page, items: [before, ...page.items].slice(0, query.limit) } : page;
    },
  });
}

/** Leaves out the last result of a page. */
export function withPagesThatSkip(store: ResultStore): ResultStore {
  return override(store, {
    async list(query) {
      const page = await store.list({ ...query, limit: query.limit + 1 });
      return { ...page, items: page.items.slice(0, query.limit) };
    },
  });
}

/** Ignores the words of a search. */
export function withoutSearch(store: ResultStore): ResultStore {
  return override(store, {
    list: ({ text: _, ...query }) => store.list(query),
  });
}

/** Finds whole words only. */
export function withoutFragments(store: ResultStore): ResultStore {
  return override(store, {
    list: ({ fragments = [], ...query }) =>
      store.list({ ...query, text: [query.text ?? '', ...fragments].join(' ') }),
  });
}

/** Fills each page first, and leaves out afterwards what is not wanted. */
export function withConditionAfterLimit(store: ResultStore): ResultStore {
  return override(store, {
    async list({ where = () => true, ...query }) {
      const page = await store.list(query);
      return { ...page, items: page.items.filter(where) };
    },
  });
}

/** Deletes the result, but not its history. */
export function withHistoryKept(store: ResultStore): ResultStore {
  const kept = new Map<string, readonly MatchRecord[]>();
  return override(store, {
    async recordMatches(imageId, records) {
      kept.set(imageId, [...(kept.get(imageId) ?? []), ...records]);
      await store.recordMatches(imageId, records);
    },
    async delete(imageId, deletion) {
      const outcome = await store.delete(imageId, deletion);
      await store.recordMatches(imageId, kept.get(imageId) ?? []);
      return outcome;
    },
  });
}

/** Purges what is held, because nobody asks. */
export function withoutHolds(store: ResultStore): ResultStore {
  return override(store, {
    async delete(imageId, deletion) {
      const held = await store.heldBy(imageId);
      for (const { id } of held) await store.endHold(id);
      const outcome = await store.delete(imageId, deletion);
      for (const hold of held) await store.hold(hold);
      return outcome;
    },
  });
}

/** Does not know what a rule matched before. */
export function withHoldsOfNowOnly(store: ResultStore): ResultStore {
  return override(store, {
    async heldBy(imageId) {
      const rules = (await store.find(imageId))?.ruleMatches.map(({ ruleId }) => ruleId) ?? [];
      return (await store.heldBy(imageId)).filter(
        ({ of, value }) => of === 'image' || rules.includes(value),
      );
    },
  });
}

/** Purges the history with the result, whatever its own age is. */
export function withHistoryPurged(store: ResultStore): ResultStore {
  return override(store, {
    delete: (imageId, { leaveHistory: _, ...deletion }) => store.delete(imageId, deletion),
  });
}

/** Ends holds that it never had. */
export function withAnyHoldEnded(store: ResultStore): ResultStore {
  return override(store, { endHold: async (id) => (await store.endHold(id)) || true });
}

/** Says that all is done after the first piece. */
export function withHistoryPurgedInPart(store: ResultStore): ResultStore {
  return override(store, {
    purgeMatches: async (before, limit) => ({
      ...(await store.purgeMatches(before, limit)),
      isDone: true,
    }),
  });
}

/** Lists whatever is old. */
export function withAllPurgeable(store: ResultStore): ResultStore {
  return override(store, { list: ({ purgeable: _, ...query }) => store.list(query) });
}

/** Deletes what is still to be told without being told to. */
export function withWaitingDeleted(store: ResultStore): ResultStore {
  return override(store, {
    delete: (imageId, { now }) => store.delete(imageId, { now, evenIfWaiting: true }),
  });
}

export function withUnrecordedNewestFirst(store: ResultStore): ResultStore {
  return override(store, {
    listUnrecorded: async (before, limit) =>
      (await store.listUnrecorded(before, limit)).toReversed(),
  });
}

/** Leaves out the longest waiting when there are too many. */
export function withUnrecordedCutAtTheFront(store: ResultStore): ResultStore {
  return override(store, {
    listUnrecorded: async (before, limit) =>
      (await store.listUnrecorded(before, 1000)).slice(-limit),
  });
}

/** Starts from the beginning with an unknown cursor. */
export function withAnyCursor(store: ResultStore): ResultStore {
  return override(store, {
    list: (query) =>
      store.list(query).catch(() => {
        const { cursor: _, ...fromTheStart } = query;
        return store.list(fromTheStart);
      }),
  });
}

/** Forgets what was announced when an attempt fails. */
export function withFailuresUnannounced(store: ResultStore): ResultStore {
  return override(store, {
    fail: (imageId, owner, failure) =>
      store.fail(imageId, owner, { ...failure, deliveries: [], notified: [] }),
  });
}

/** Lets a late deletion remove a newer upload. */
export function withDeletionsThatAlwaysWin(store: ResultStore): ResultStore {
  return override(store, {
    async markGone(upload: Upload, now: number) {
      const kept = await store.find(`${upload.address.bucket}/${upload.address.key}`);
      await store.markGone(kept ? { ...upload, sequencer: kept.sequencer } : upload, now);
    },
  });
}

/** Accepts renewals, but claims expire as if there were none. */
export function withoutRenewals(store: ResultStore): ResultStore {
  return override(store, { renew: async () => undefined });
}

/** Renews whoever asks, claim or no claim. */
export function withRenewalsForAnyone(store: ResultStore): ResultStore {
  return override(store, {
    async renew(imageId: string, owner: string, leaseUntil: number) {
      const result = await store.find(imageId);
      if (result) await steal(store, result, owner);
      await store.renew(imageId, owner, leaseUntil);
    },
  });
}

/** Finds nothing when the backend does not answer. */
export function withFailuresSwallowed(store: ResultStore): ResultStore {
  return intercept(store, (_, proceed) =>
    proceed().catch((error: unknown) => {
      if (hasErrorCode(error, 'claim-lost')) throw error;
    }),
  );
}

export function withoutCauses(store: ResultStore): ResultStore {
  return intercept(store, (_, proceed) =>
    proceed().catch((error: unknown) => {
      const code = errorCode(error);
      if (code === undefined) throw error;
      throw new GlyphwatchError(code, 'without a cause');
    }),
  );
}

async function claimAnyway(
  store: ResultStore,
  upload: Upload,
  claim: Claim,
): Promise<ClaimOutcome> {
  const outcome = await store.claim(upload, claim);
  return outcome.kind === 'busy'
    ? store.claim(upload, { ...claim, now: outcome.leaseUntil })
    : outcome;
}

/** Takes over any claim and leaves the rest as it is. */
async function steal(store: ResultStore, result: Result, owner: string): Promise<void> {
  const { address, version, sequencer, uploadedAt, size } = result;
  const sized = size === undefined ? {} : { size };
  const now = Math.max(result.updatedAt, result.leaseUntil ?? 0);
  await claimAnyway(
    store,
    { address, version, sequencer, uploadedAt, ...sized },
    { owner, now, leaseUntil: now, redo: true },
  );
}
