import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { failureOf, withFolder } from '@glyphwatch/domain/contracts';
import { openDatabase, SqliteDeliveries, SqliteResultStore } from './index.ts';
import { pendingOf, writeFirstSchema } from './testing/first-schema.ts';

const inFolder = (title: string, test: (path: string) => Promise<void>) =>
  it(title, () => withFolder((folder) => test(join(folder, 'results.db'))));

inFolder('has what waited in results of an older file wait as deliveries', async (path) => {
  writeFirstSchema(path, 3, 2);
  const before = Date.now();
  const database = openDatabase(path);
  const deliveries = new SqliteDeliveries(database);
  const { items } = await deliveries.list({ limit: 9 });
  const pending = [0, 1].flatMap(pendingOf);
  expect(items.map(({ id }) => id).sort()).toEqual(pending.map(({ id }) => id).sort());
  for (const notification of pending) {
    const { channel, id } = notification;
    expect([...(await deliveries.notifications(channel, [id]))]).toEqual([[id, notification]]);
    const { due } = await deliveries.look(channel);
    const row = due.find((one) => one.id === id);
    expect(row).toMatchObject({ state: 'waiting', attempts: 0, ruleIds: ['gate'] });
    expect(row?.due).toBeGreaterThanOrEqual(before);
  }
  const { address, imageId, severity, text } = items.find(({ id }) => id === '1 mail') ?? {};
  const [told] = pendingOf(1);
  expect({ address, imageId, severity, text }).toEqual({
    address: told?.address,
    imageId: '/photos/1.png',
    severity: told?.severity,
    text: told?.rules[0]?.matches[0]?.text,
  });
  const store = new SqliteResultStore(database);
  expect(await store.listUnrecorded(Infinity, 9)).toEqual([]);
  expect(await store.delete('/photos/1.png', { now: 2 })).toBe('waiting');
  expect(await store.delete('/photos/2.png', { now: 2 })).toBe('deleted');
  database.close();
});

inFolder('reads results of an older file, and says that it has no deliveries yet', async (path) => {
  writeFirstSchema(path, 1, 1);
  const database = openDatabase(path, { readOnly: true });
  const result = await new SqliteResultStore(database).find('/photos/0.png');
  expect(result).toMatchObject({ status: 'MATCHED', unrecorded: [] });
  expect(result).not.toHaveProperty('pending');
  const deliveries = new SqliteDeliveries(database);
  for (const attempt of [
    () => deliveries.list({ limit: 1 }),
    () => deliveries.look('mail'),
    () => deliveries.channels(),
    () => deliveries.notifications('mail', ['0 mail']),
    () => deliveries.silences(),
  ]) {
    const { message } = await failureOf(attempt(), 'store-misconfigured');
    expect(message).toContain('by an older Glyphwatch, which kept what waits to be told elsewhere');
  }
  database.close();
});

inFolder('leaves no place for what nobody would tell', async (path) => {
  writeFirstSchema(path);
  const older = new DatabaseSync(path);
  const statement = older.prepare("UPDATE results SET pending = '[{}]'");
  const database = openDatabase(path);
  database.open();
  expect(() => statement.run()).toThrow(/no such column: pending/);
  database.close();
  older.close();
});

inFolder('leaves out damaged rows, and says so once', async (path) => {
  writeFirstSchema(path, 2, 2);
  const database = openDatabase(path);
  const problems: string[] = [];
  const deliveries = new SqliteDeliveries(database, (problem) => problems.push(problem));
  const now = await deliveries.now();
  const about = { of: 'rule', value: 'gate', from: now, by: 'ann', why: 'reprint' } as const;
  for (const id of ['s-1', 's-2']) await deliveries.silence({ ...about, id, until: now + 60_000 });
  const turn = { revision: 0, heldUntil: 0, attempts: 0, said: { gate: { at: 1, times: 1 } } };
  await deliveries.change('mail', { ...turn, spoken: [] });
  database.write((prepare) => {
    prepare("UPDATE deliveries SET delivery = '{\"id' WHERE id = '0 mail'").run();
    prepare("UPDATE deliveries SET notification = 'null}' WHERE id = '1 mail'").run();
    prepare("UPDATE silences SET silence = '' WHERE id = 's-1'").run();
    prepare("UPDATE turns SET turn = '{' WHERE channel = 'mail'").run();
  });
  const idsOf = async (query: object) =>
    (await deliveries.list({ limit: 9, ...query })).items.map(({ id }) => id).sort();
  for (let time = 0; time < 2; time += 1) {
    expect(await idsOf({})).toEqual(['0 chat', '1 chat', '1 mail']);
    expect(await idsOf({ ruleId: 'gate', channel: 'mail' })).toEqual(['1 mail']);
    const look = await deliveries.look('mail');
    expect(look.due.map(({ id }) => id)).toEqual(['1 mail']);
    expect(look.silences.map(({ id }) => id)).toEqual(['s-2']);
    expect(look.turn).toEqual({ ...turn, said: {}, spoken: [], revision: 1 });
    expect([...(await deliveries.notifications('mail', ['1 mail']))]).toEqual([]);
  }
  expect(problems.map((problem) => problem.split(' is damaged')[0]).sort()).toEqual([
    'Delivery 0 mail',
    'Delivery 1 mail',
    'Silence s-1',
    'The turn of channel mail',
  ]);
  expect(await deliveries.change('mail', { ...turn, spoken: [], revision: 1 })).toBe(true);
  expect(await deliveries.withdraw({ channel: 'mail' }, 'ann', 'damaged')).toBe(2);
  database.close();
});
