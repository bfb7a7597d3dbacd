import { sampleNotification } from '../contracts/index.ts';
import { GlyphwatchError } from '../errors.ts';
import { CountingIds } from '../in-memory/counting-ids.ts';
import { InMemoryDeliveries } from '../in-memory/in-memory-deliveries.ts';
import {
  InMemoryWatchlist,
  InMemoryWatchlistSource,
} from '../in-memory/in-memory-watchlist-source.ts';
import { override } from '../in-memory/sabotaged-stores.ts';
import { TELL_EACH } from './policy.ts';
import { Telling } from './telling.ts';

const CHANNEL = 'machines';
const NOW = 1_760_000_000_000;

/** The channel is down, and of the first change of its delivery the answer is lost. */
async function tellInVain(meanwhile: (outbox: InMemoryDeliveries) => Promise<unknown>) {
  const outbox = new InMemoryDeliveries(() => NOW);
  let changes = 0;
  const deliveries = override(outbox, {
    async postpone(channel, rows) {
      changes += 1;
      const ids = await outbox.postpone(channel, rows);
      if (changes === 1) throw new GlyphwatchError('store-unavailable', 'The answer was lost.');
      return ids;
    },
  });
  const notify = (): Promise<void> =>
    Promise.reject(new GlyphwatchError('notifier-unavailable', 'Down.'));
  const channel = { name: CHANNEL, isDefault: true, receives: new Set(['matched'] as const) };
  const telling = new Telling({
    ...{ deliveries, clock: () => NOW, random: () => 0, ids: new CountingIds() },
    channels: [{ ...channel, telling: TELL_EACH, notifier: { notify } }],
    watchlists: new InMemoryWatchlistSource(new InMemoryWatchlist({})),
    // Of its lease there is no end; before a store is asked again, something may happen.
    pause: async (_, options) =>
      options?.ref === false ? new Promise<never>(() => {}) : void (await meanwhile(outbox)),
  });
  const planned = telling.plan([sampleNotification({ channel: CHANNEL })], {});
  await outbox.add(planned.deliveries);
  await telling.tell(planned);
  const { items } = await outbox.list({ limit: 1 });
  return items[0];
}

it('waits for a channel that is down, although the answer to that was lost', async () => {
  const delivery = await tellInVain(async () => undefined);
  expect(delivery).toMatchObject({ state: 'waiting', why: 'tried again later' });
});

it('leaves a delivery to the process that has taken it meanwhile', async () => {
  const until = NOW + 77_000;
  const delivery = await tellInVain(async (outbox) => {
    const { items } = await outbox.list({ limit: 1 });
    const taken = items.map(({ id, due }) => ({ id, due, until, why: 'being told' }));
    await outbox.postpone(CHANNEL, taken);
  });
  expect(delivery).toMatchObject({ due: until, why: 'being told' });
});
