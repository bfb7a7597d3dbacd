import { randomBytes } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  imageIdOf,
  type NewDelivery,
  NO_TURN,
  type TextDetection,
  type Upload,
} from '@glyphwatch/domain';
import {
  sampleDelivery,
  sampleDetection,
  sampleMatch,
  sampleNotificationRule,
  sampleOutcome,
  sampleRecord,
  sampleRuleMatch,
  sampleUpload,
  unique,
} from '@glyphwatch/domain/contracts';
import { DynamoResultStore, RESULTS } from './index.ts';
import { type LocalDynamo, localClient, startLocalDynamo } from './testing/local-dynamodb.ts';

const S3_KEY_BYTES = 1024;
const S3_BUCKET_BYTES = 63;
/** About half a megabyte when packed. */
const DENSE_WORDS = 4500;
/** Four of these do not fit into the megabyte that a query returns at once. */
const LONG_BYTES = 290_000;
jest.setTimeout(30_000);

let dynamo: LocalDynamo;
let close: () => void;
let store: DynamoResultStore;
let partsIn: () => Promise<number>;

beforeAll(async () => {
  dynamo = await startLocalDynamo();
  const client = localClient(dynamo.endpoint);
  store = new DynamoResultStore(client);
  partsIn = async () => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: RESULTS.name }));
    return Items.filter(({ ImageID }) => ImageID?.S?.startsWith('part:')).length;
  };
  close = () => client.destroy();
});
afterAll(async () => {
  close();
  await dynamo.close();
});

/** Words as an engine places them: fractions that no compressor shortens. */
function denseDetection(words: number): TextDetection {
  const line = sampleDetection('KEEP').lines[0];
  if (!line) throw new Error('a sample has a line');
  const corner = () => ({ x: Math.random(), y: Math.random() });
  const polygonOf = () => [corner(), corner(), corner(), corner()] as const;
  const dense = Array.from({ length: words }, () => ({
    text: Math.random().toString(36),
    confidence: Math.random(),
    box: { left: Math.random(), top: Math.random(), width: Math.random(), height: Math.random() },
    polygon: polygonOf(),
  }));
  return { ...sampleDetection(), lines: [{ ...line, words: dense }] };
}

const commitOf = (changes = {}) => ({
  outcome: sampleOutcome(),
  deliveries: [],
  records: [],
  notified: [],
  now: 1100,
  ...changes,
});
const CLAIM = { owner: 'me', now: 1000, leaseUntil: 2000 };

it('keeps a text of any size whole through every step, and leaves no parts behind', async () => {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  const outcome = sampleOutcome({ detection: denseDetection(DENSE_WORDS) });
  const record = sampleRecord();
  await store.claim(upload, CLAIM);
  await store.commit(imageId, 'me', commitOf({ outcome, records: [record] }));
  expect(await store.find(imageId)).toMatchObject({ detection: outcome.detection });
  const parts = await partsIn();
  expect(parts).toBeGreaterThan(1);
  const { items } = await store.list({ since: 1100, until: 1100, limit: 1 });
  expect(items[0]?.detection).toEqual(outcome.detection);
  await store.clear(imageId, [record.id]);
  expect((await store.find(imageId))?.detection).toEqual(outcome.detection);
  expect(await partsIn()).toBe(parts);
  await store.markGone({ ...upload, sequencer: 'FF', version: 'v2' }, 1200);
  expect(await partsIn()).toBe(0);
});

it('leaves no parts of a write that came too late', async () => {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  const outcome = sampleOutcome({ detection: denseDetection(DENSE_WORDS) });
  await store.claim(upload, CLAIM);
  await store.claim(upload, { owner: 'you', now: 3000, leaseUntil: 4000 });
  await expect(store.commit(imageId, 'me', commitOf({ outcome }))).rejects.toMatchObject({
    code: 'claim-lost',
  });
  expect(await partsIn()).toBe(0);
});

it('reads whole what somebody overwrites meanwhile', async () => {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  const outcome = sampleOutcome({ detection: denseDetection(DENSE_WORDS) });
  const records = Array.from({ length: 3 }, () => sampleRecord());
  await store.claim(upload, CLAIM);
  await store.commit(imageId, 'me', commitOf({ outcome, records }));
  const clearing = Promise.all(records.map(({ id }) => store.clear(imageId, [id])));
  for (let read = 0; read < 3; read += 1) {
    expect((await store.find(imageId))?.detection).toEqual(outcome.detection);
  }
  await clearing;
  expect((await store.find(imageId))?.unrecorded).toEqual([]);
  await store.markGone({ ...upload, sequencer: 'FF', version: 'v2' }, 1200);
});

it('reads a result again whose chunks another process replaces meanwhile', async () => {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  const outcome = sampleOutcome({ detection: denseDetection(DENSE_WORDS) });
  const record = sampleRecord();
  await store.claim(upload, CLAIM);
  await store.commit(imageId, 'me', commitOf({ outcome, records: [record] }));
  const client = localClient(dynamo.endpoint);
  let replaced: Promise<void> | undefined;
  // After the first chunk was read, before the second.
  client.middlewareStack.add(
    (next) => async (call) => {
      const { Key } = { Key: undefined, ...call.input };
      if (/^part:.*\/1$/.test(Key?.['ImageID']?.S ?? '')) {
        await (replaced ??= store.clear(imageId, [record.id]));
      }
      return next(call);
    },
    { step: 'initialize' },
  );
  const result = await new DynamoResultStore(client).find(imageId);
  client.destroy();
  expect(replaced).toBeDefined();
  expect(result).toMatchObject({ detection: outcome.detection, unrecorded: [] });
});

it('keeps an image that thousands of rules with long ids matched, and lists it by each', async () => {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  const ids = Array.from({ length: 3_300 }, (_, index) =>
    `${unique('rule')}${index}`.padEnd(128, 'x'),
  );
  const ruleMatches = ids.map((ruleId) => sampleRuleMatch({ ruleId }));
  await store.claim(upload, CLAIM);
  await store.commit(imageId, 'me', commitOf({ outcome: sampleOutcome({ ruleMatches }) }));
  const stored = await store.find(imageId);
  expect(stored?.ruleMatches).toEqual(ruleMatches);
  for (const ruleId of [ids.at(0), ids.at(-1)]) {
    for (const status of [{}, { status: 'MATCHED' as const }]) {
      const { items } = await store.list({ ruleId: ruleId ?? '', limit: 2, ...status });
      expect(items.map((item) => item.imageId)).toEqual([imageId]);
    }
  }
  expect((await store.list({ ruleId: unique('other'), limit: 2 })).items).toEqual([]);
});

it('lists a history that is longer than one page of DynamoDB', async () => {
  const ruleId = unique('rule');
  const records = Array.from({ length: 5 }, () =>
    sampleRecord({ ruleId, description: randomBytes(LONG_BYTES).toString('base64') }),
  );
  for (const record of records) await store.recordMatches(record.imageId, [record]);
  expect((await store.listMatches(ruleId, { limit: 10 })).items).toHaveLength(records.length);
});

it('keeps the history of a rule that matched thousands of places', async () => {
  const polygons = [...sampleMatch().polygons];
  const matches = Array.from({ length: 6_000 }, () =>
    sampleMatch({ fingerprint: unique('f'), score: Math.random(), polygons }),
  );
  const record = sampleRecord({ ...sampleRuleMatch({ matches }) });
  await store.recordMatches(record.imageId, [record]);
  await store.recordMatches(record.imageId, [record]);
  expect((await store.listMatches(record.ruleId, { limit: 2 })).items).toEqual([record]);
});

for (const [what, key] of [
  ['a key of 1,024 bytes', 'ä/'.repeat(S3_KEY_BYTES).slice(0, S3_KEY_BYTES / 3) + 'x'],
  ['the longest key', 'k'.repeat(S3_KEY_BYTES)],
  ['spaces, plus, umlaut', 'a+b (1) ü é.png'],
  ['two pluses', 'C++.png'],
  ['an encoded slash', 'a%2Fb.png'],
  ['an emoji', '🚪/🗝.png'],
  ['a line break', 'a\nb.png'],
  ['control characters', 'a\u0000\u001b[31m\u202e.png'],
] as const) {
  it(`keeps and lists an image whose key has ${what}`, async () => {
    const address = { bucket: unique('b').padEnd(S3_BUCKET_BYTES, 'b'), key };
    const upload = sampleUpload({ address });
    const imageId = imageIdOf(address);
    const ruleId = unique('rule');
    const outcome = sampleOutcome({ ruleMatches: [sampleRuleMatch({ ruleId })] });
    await store.claim(upload, CLAIM);
    await store.commit(
      imageId,
      'me',
      commitOf({
        outcome,
        deliveries: [sampleDelivery({}, {}, upload)],
        records: [sampleRecord({}, upload)],
        now: 5,
      }),
    );
    const result = await store.find(imageId);
    expect(result?.address).toEqual(address);
    expect((await store.list({ ruleId, limit: 2 })).items).toEqual([result]);
    const unrecorded = await store.listUnrecorded(6, 1000);
    expect(unrecorded.map((one) => one.imageId)).toContain(imageId);
    const { items } = await store.deliveries.list({ imageId, limit: 2 });
    expect(items).toMatchObject([{ imageId, address }]);
  });
}

it('keeps half an emoji as it was read', async () => {
  const upload = sampleUpload();
  const detection = sampleDetection('HALF \ud83d DOOR');
  await store.claim(upload, CLAIM);
  await store.commit(
    imageIdOf(upload.address),
    'me',
    commitOf({ outcome: sampleOutcome({ detection }) }),
  );
  expect((await store.find(imageIdOf(upload.address)))?.detection).toEqual(detection);
});

it('leaves hundreds of results for hundreds of images, page by page', async () => {
  const ruleId = unique('rule');
  const uploads = Array.from({ length: 250 }, (_, index) => sampleUpload({ uploadedAt: index }));
  const outcome = sampleOutcome({ ruleMatches: [sampleRuleMatch({ ruleId })] });
  for (const upload of uploads) {
    await store.claim(upload, CLAIM);
    await store.commit(imageIdOf(upload.address), 'me', commitOf({ outcome, now: 77_000 }));
  }
  const { items, cursor } = await store.list({ ruleId, limit: 240 });
  expect(items.map(({ uploadedAt }) => uploadedAt)).toEqual(
    Array.from({ length: 240 }, (_, index) => 249 - index),
  );
  const rest = await store.list({ ruleId, limit: 240, ...(cursor ? { cursor } : {}) });
  expect(rest.items).toHaveLength(10);
  expect(rest.cursor).toBeUndefined();
});

describe('the outbox', () => {
  const added = async (imageId: string) => {
    const { items } = await store.deliveries.list({ imageId, limit: 1000 });
    return items.map(({ id }) => id).sort();
  };
  const commitWith = async (upload: Upload, deliveries: readonly NewDelivery[], changes = {}) => {
    await store.claim(upload, CLAIM);
    return store.commit(imageIdOf(upload.address), 'me', commitOf({ deliveries, ...changes }));
  };
  /** Packed about as long as it is. */
  const dense = (bytes: number) => randomBytes(bytes / 2).toString('latin1');
  const told = async ({ channel, id }: NewDelivery) =>
    (await store.deliveries.notifications(channel, [id])).get(id);

  it('takes more deliveries at once than one transaction, and leaves nothing in the result', async () => {
    const upload = sampleUpload();
    const deliveries = Array.from({ length: 205 }, (_, index) =>
      sampleDelivery({}, { waitMs: index * 1000, why: 'replay' }, upload),
    );
    const result = await commitWith(upload, deliveries);
    expect(await store.find(result.imageId)).toEqual(result);
    expect(await added(result.imageId)).toEqual(deliveries.map(({ id }) => id).sort());
    const last = deliveries[204] ?? sampleDelivery();
    const [row] = (await store.deliveries.list({ ids: [last.id], limit: 1 })).items;
    expect(row).toMatchObject({ why: 'replay', ruleIds: last.ruleIds, text: last.text });
    expect((row?.due ?? 0) - (row?.addedAt ?? 0)).toBeGreaterThan(190_000);
    expect(await store.listUnrecorded(5000, 1000)).not.toContainEqual(result);
  });

  it('takes deliveries that are longer together than one transaction', async () => {
    const upload = sampleUpload();
    const outcome = sampleOutcome({ detection: denseDetection(DENSE_WORDS) });
    const deliveries = Array.from({ length: 14 }, () =>
      sampleDelivery({ text: dense(300_000) }, {}, upload),
    );
    const result = await commitWith(upload, deliveries, { outcome });
    expect(await store.find(result.imageId)).toEqual(result);
    expect(await added(result.imageId)).toEqual(deliveries.map(({ id }) => id).sort());
    for (const one of deliveries) expect(await told(one)).toEqual(one.notification);
  });

  it('shortens the text of a notification that is too long', async () => {
    const text = dense(900_000);
    const delivery = sampleDelivery({ text });
    await store.deliveries.add([delivery]);
    const notification = await told(delivery);
    expect(notification).toEqual({
      ...delivery.notification,
      text: `${text.slice(0, 100_000)}…`,
    });
  });

  it('tells as counts what has too many matches', async () => {
    const matches = Array.from({ length: 900 }, () => sampleMatch({ text: dense(1000) }));
    const rules = [sampleNotificationRule({ matches }), sampleNotificationRule()];
    const delivery = sampleDelivery({ rules });
    await store.deliveries.add([delivery]);
    const counts = rules.map((rule) => ({ ...rule, matches: [] }));
    expect(await told(delivery)).toEqual({ ...delivery.notification, rules: counts });
  });

  it('tells the worst of too many rules', async () => {
    const rules = Array.from({ length: 2000 }, () =>
      sampleNotificationRule({ ruleId: unique('r'), description: dense(800) }),
    );
    const delivery = sampleDelivery({ rules });
    await store.deliveries.add([delivery]);
    const worst = rules.slice(0, 200);
    expect((await told(delivery))?.rules.map(({ ruleId }) => ruleId)).toEqual(
      worst.map(({ ruleId }) => ruleId),
    );
    const { items } = await store.deliveries.list({ ids: [delivery.id], limit: 1 });
    expect(items[0]?.ruleIds).toEqual(worst.map(({ ruleId }) => ruleId));
  });

  it('keeps a turn with ten thousand ids and five hundred groups', async () => {
    const channel = unique('channel');
    const deliveryIds = Array.from({ length: 10_000 }, () => randomBytes(16).toString('hex'));
    const about = { group: '*', everyMs: 1, urgent: false, since: 7 };
    const group = () => JSON.stringify([unique('rule'), 'f'.repeat(100), unique('text')]);
    const said = Object.fromEntries(
      Array.from({ length: 500 }, (_, at) => [group(), { at, times: 1 }]),
    );
    const turn = { ...NO_TURN, said, set: { id: 'set', deliveryIds, ...about } };
    expect(await store.deliveries.change(channel, turn)).toBe(true);
    expect((await store.deliveries.look(channel)).turn).toEqual({ ...turn, revision: 1 });
  });

  it('forgets the groups told longest ago where a turn is too long', async () => {
    const channel = unique('channel');
    const said = Object.fromEntries(
      Array.from({ length: 500 }, (_, at) => [dense(2400), { at, times: 1 }]),
    );
    expect(await store.deliveries.change(channel, { ...NO_TURN, said })).toBe(true);
    const kept = Object.values((await store.deliveries.look(channel)).turn.said);
    expect(kept.length).toBeGreaterThan(100);
    expect(kept.length).toBeLessThan(500);
    expect(kept.map(({ at }) => at)).toEqual(kept.map((_, index) => 499 - index));
  });

  it('lists and withdraws more than one batch, page by page', async () => {
    const channel = unique('channel');
    const deliveries = Array.from({ length: 230 }, () => sampleDelivery({ channel }));
    await store.deliveries.add(deliveries);
    for (const state of [undefined, 'waiting'] as const) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.deliveries.list({
          ...{ channel, limit: 100, ...(state ? { state } : {}) },
          ...(cursor === undefined ? {} : { cursor }),
        });
        seen.push(...page.items.map(({ id }) => id));
        ({ cursor } = page);
      } while (cursor !== undefined);
      expect(seen.sort()).toEqual(deliveries.map(({ id }) => id).sort());
    }
    expect(await store.deliveries.withdraw({ channel }, 'ann', 'a drill')).toBe(230);
  });
});
