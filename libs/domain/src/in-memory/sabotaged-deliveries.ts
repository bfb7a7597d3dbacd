import type { Deliveries } from '../index.ts';
import { override } from './sabotaged-stores.ts';

/*
 * Outboxes that each break one promise. Specs show that the contract notices every one.
 */

/** Changes a turn whatever its revision. */
export function withoutRevisions(deliveries: Deliveries): Deliveries {
  return override(deliveries, {
    async change(channel, turn) {
      const { turn: seen } = await deliveries.look(channel);
      return deliveries.change(channel, { ...turn, revision: seen.revision });
    },
  });
}

/** Postpones what somebody else has postponed meanwhile. */
export function withoutSeenTimes(deliveries: Deliveries): Deliveries {
  return override(deliveries, {
    async postpone(channel, rows) {
      const ids = rows.map(({ id }) => id);
      const { items } = await deliveries.list({ channel, ids, limit: 1000 });
      const dueOf = new Map(items.map(({ id, due }) => [id, due]));
      return deliveries.postpone(
        channel,
        rows.map((row) => ({ ...row, due: dueOf.get(row.id) ?? row.due })),
      );
    },
  });
}

/** Adds what was told before once more. */
export function withDoubles(deliveries: Deliveries): Deliveries {
  return override(deliveries, {
    async add(added) {
      for (const { imageId } of added) await deliveries.forget(imageId);
      await deliveries.add(added);
    },
  });
}

/** Looks at what is not due. */
export function withoutDueTimes(deliveries: Deliveries): Deliveries {
  return override(deliveries, {
    look: (channel, look) => deliveries.look(channel, { ...look, evenIfNotDue: true }),
  });
}

/** Looks in the order of adding, or in none. */
export function withoutOrder(deliveries: Deliveries): Deliveries {
  return override(deliveries, {
    async look(channel, look) {
      const seen = await deliveries.look(channel, look);
      return { ...seen, due: seen.due.toReversed() };
    },
  });
}

/** Ends only a page of many. */
export function withEndsCut(deliveries: Deliveries): Deliveries {
  return override(deliveries, {
    end: (channel, ids, how) => deliveries.end(channel, ids.slice(0, 1000), how),
  });
}

/** Ends what has ended. */
export function withEndsRepeated(deliveries: Deliveries): Deliveries {
  return override(deliveries, {
    async list(query) {
      const page = await deliveries.list(query);
      const items = page.items.map((row) => ({ ...row, endedAt: Date.now() + Math.random() }));
      return { ...page, items };
    },
  });
}

/** Forgets who withdrew it. */
export function withoutNames(deliveries: Deliveries): Deliveries {
  return override(deliveries, {
    withdraw: (query, _, why) => deliveries.withdraw(query, '', why),
  });
}

/** Withdraws what was told. */
export function withoutWithdrawing(deliveries: Deliveries): Deliveries {
  return override(deliveries, { withdraw: async () => 1 });
}

/** Does not see sets that a process left. */
export function withSetsForgotten(deliveries: Deliveries): Deliveries {
  return override(deliveries, {
    change: (channel, { set: _, ...turn }) => deliveries.change(channel, turn),
  });
}

/** Keeps silences that are over. */
export function withEndlessSilences(deliveries: Deliveries): Deliveries {
  return override(deliveries, {
    silence: (silence) => deliveries.silence({ ...silence, until: silence.until + 1e12 }),
  });
}

/** Purges what waits, too. */
export function withEverythingPurged(deliveries: Deliveries): Deliveries {
  return override(deliveries, {
    async purge(before, limit) {
      const { items } = await deliveries.list({ limit: 1000 });
      for (const { imageId } of items) await deliveries.forget(imageId);
      return deliveries.purge(before, limit).then((purged) => purged + items.length);
    },
  });
}

/** Forgets only what has ended. */
export function withWaitingRemembered(deliveries: Deliveries): Deliveries {
  return override(deliveries, {
    async forget(imageId) {
      const { items } = await deliveries.list({ imageId, state: 'waiting', limit: 1000 });
      return items.length > 0 ? 0 : deliveries.forget(imageId);
    },
  });
}

/** Hides that telling failed. */
export function withoutAttempts(deliveries: Deliveries): Deliveries {
  return override(deliveries, {
    postpone: (channel, rows) =>
      deliveries.postpone(
        channel,
        rows.map(({ error: _, ...row }) => row),
      ),
  });
}

/** Retries without a fresh start. */
export function withoutRetries(deliveries: Deliveries): Deliveries {
  return override(deliveries, { retry: async () => 1 });
}
