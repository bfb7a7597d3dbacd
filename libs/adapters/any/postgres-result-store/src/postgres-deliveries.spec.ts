import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDigest, type Message, NO_TURN, TELL, Telling } from '@glyphwatch/domain';
import { sampleDelivery } from '@glyphwatch/domain/contracts';
import { InMemoryWatchlistSource } from '@glyphwatch/domain/in-memory';
import { PostgresDeliveries } from './index.ts';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.ts';
import { TcpProxy } from './testing/tcp-proxy.ts';
import { describeWithServer } from './testing/test-server.ts';

describeWithServer('Deliveries', (server) => {
  it('are told once, whichever of several connections adds and tells', async () => {
    await using test = openTestDatabase(server().url);
    const told: Message[] = [];
    const owners = ['a', 'b', 'c'];
    const each = 20;
    await Promise.all(owners.map((owner) => addAndTell(test, owner, each, told)));
    expect(new Set(told.map(({ channel, id }) => `${channel} ${id}`)).size).toBe(told.length);
    for (const channel of TELL) {
      const counts = told
        .filter((message) => message.channel === channel)
        .map((message) => (isDigest(message) ? message.count : 1));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(owners.length * each);
    }
  });

  it('are postponed and added once, even if the answers were lost', async () => {
    const proxy = await TcpProxy.open(server().port);
    await using test = openTestDatabase(server().url, proxy.urlOf(server().url));
    const deliveries = new PostgresDeliveries(test.database);
    const added = sampleDelivery({ channel: 'mail' });
    await test.database.open();
    proxy.loseAnswerTo(/insert into [^ ]*deliveries/);
    await deliveries.add([added]);
    const [row] = (await deliveries.look('mail')).due;
    if (!row) throw new Error('nothing was added');
    const { id, due } = row;
    proxy.loseAnswerTo(/update [^ ]*deliveries/);
    const failed = { id, due, until: due, error: 'The server is down.' };
    expect(await deliveries.postpone('mail', [failed])).toEqual([id]);
    expect((await deliveries.look('mail')).due).toEqual([
      { ...row, attempts: 1, error: failed.error },
    ]);
    const stale = { id, due: due - 1, until: due };
    expect(await deliveries.postpone('mail', [stale])).toEqual([]);
    proxy.loseAnswerTo(/insert into [^ ]*turns/);
    await deliveries.change('mail', { ...NO_TURN, holder: 'me' });
    const { turn } = await deliveries.look('mail');
    expect(turn).toEqual({ ...NO_TURN, holder: 'me', revision: 1 });
    await proxy.cut();
  });
});

/** As a process of its own does. */
async function addAndTell(
  test: TestDatabase,
  owner: string,
  count: number,
  told: Message[],
): Promise<void> {
  const deliveries = new PostgresDeliveries(test.open());
  const notifier = { notify: async (message: Message) => void told.push(message) };
  const telling = new Telling({
    deliveries,
    channels: TELL.map((tell) => ({
      ...{ name: tell, receives: new Set<never>(), isDefault: false, notifier },
      telling: { tell, everyMs: 0, atMost: 1_000_000 },
    })),
    ...{ clock: Date.now, random: Math.random, watchlists: new InMemoryWatchlistSource() },
    ids: {
      owner: randomUUID,
      digest: (...parts) => createHash('md5').update(JSON.stringify(parts)).digest('hex'),
    },
    pause: (ms) => sleep<void>(ms, undefined, { ref: false }),
  });
  for (let one = 0; one < count; one += 1) {
    const id = `${owner} ${one}`;
    const both = TELL.map((channel) => sampleDelivery({ channel, id: `${id} ${channel}` }));
    await deliveries.add(both);
    await telling.sweep();
  }
  // What another one holds is told by it.
  while ((await deliveries.list({ state: 'waiting', limit: 1 })).items.length > 0) await sleep(5);
}
