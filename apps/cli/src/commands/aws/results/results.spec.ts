import { layOutText, type Result } from '@glyphwatch/domain';
import {
  failureOf,
  sampleDelivery,
  sampleMatch,
  sampleRecord,
  sampleRuleMatch,
  sampleUpload,
} from '@glyphwatch/domain/contracts';
import { buildProgram } from '../../../program.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { DENIED } from '../../../testing/cloud/answers.ts';
import {
  BUCKET,
  type DeployedPipeline,
  startDeployedPipeline,
} from '../../../testing/cloud/deployed-pipeline.ts';
import {
  runAwsResultsExport,
  runAwsResultsForget,
  runAwsResultsList,
  runAwsResultsShow,
} from './run.ts';

const LIST = { stack: 'Glyphwatch', format: 'json', limit: 50 } as const;

let cloud: DeployedPipeline;
beforeAll(async () => {
  cloud = await startDeployedPipeline();
  await store('2026/gate 1.png', 'KEEP OUT', 1_000);
  await store('2026/gate 2.png', 'Keep Café closed', 2_000);
  await store('2026/tree.png', 'HELLO WORLD', 3_000);
  await store('2026/secret.png', 'password hunter2hunter2', 4_000, true);
});
beforeEach(() => cloud.recover());
afterAll(() => cloud.close());

async function store(key: string, text: string, now: number, sensitive = false): Promise<void> {
  const owner = key;
  await cloud.store.claim(sampleUpload({ address: { bucket: BUCKET, key } }), {
    owner,
    now,
    leaseUntil: now,
  });
  const matches = [sampleMatch({ words: [[0, 1]], text: 'hunter2hunter2' })];
  const outcome = sensitive
    ? { status: 'MATCHED' as const, ruleMatches: [sampleRuleMatch({ sensitive, matches })] }
    : { status: 'NO_MATCH' as const, ruleMatches: [] };
  await cloud.store.commit(`${BUCKET}/${key}`, owner, {
    outcome: { ...outcome, detection: layOutText(text), nearMisses: [] },
    deliveries: [],
    records: [],
    notified: [],
    now,
  });
}

async function list(text?: string, more: object = {}) {
  const io = cloud.io();
  const code = await runAwsResultsList(text?.split(' '), { ...LIST, ...more }, io);
  const { results, cursor }: { results: (Result & { image: string })[]; cursor?: string } =
    JSON.parse(io.out());
  return { code, images: results.map(({ image }) => image), cursor, err: io.err() };
}

it('reports a missing permission', async () => {
  cloud.answers.set('dynamodb:Query', DENIED);
  const denied = runAwsResultsList(undefined, LIST, cloud.io());
  await failureOf(denied, 'store-misconfigured');
});

it('lists the results in DynamoDB newest first, with the same options as on a laptop', async () => {
  expect((await list()).images).toEqual([
    'yard/2026/secret.png',
    'yard/2026/tree.png',
    'yard/2026/gate 2.png',
    'yard/2026/gate 1.png',
  ]);
  expect((await list(undefined, { status: 'MATCHED' })).images).toEqual(['yard/2026/secret.png']);
  expect((await list(undefined, { since: 2_000, until: 3_000 })).images).toHaveLength(2);
});

it('filters by path and severity', async () => {
  const gates = ['yard/2026/gate 2.png', 'yard/2026/gate 1.png'];
  expect((await list(undefined, { path: '2026/gate*' })).images).toEqual(gates);
  expect((await list(undefined, { path: 'yard/*/gate*' })).images).toEqual(gates);
  expect((await list(undefined, { path: '2026' })).images).toHaveLength(4);
  expect((await list(undefined, { severity: ['low'] })).images).toEqual([]);
  expect((await list(undefined, { severity: ['medium', 'high'] })).images).toEqual([
    'yard/2026/secret.png',
  ]);
});

it('exports as on a laptop, with addresses in S3', async () => {
  const io = cloud.io();
  await runAwsResultsExport({ stack: 'Glyphwatch', format: 'sarif' }, io);
  expect(JSON.parse(io.out()).runs[0].results[0].locations[0].physicalLocation).toMatchObject({
    artifactLocation: { uri: 's3://yard/2026/secret.png' },
  });
  expect(io.out()).not.toContain('hunter2hunter2');
});

it('continues from a cursor', async () => {
  const first = await list(undefined, { limit: 3 });
  const second = await list(undefined, { limit: 3, cursor: first.cursor });
  expect([first.images.length, second.images, second.cursor]).toEqual([
    3,
    ['yard/2026/gate 1.png'],
    undefined,
  ]);
});

it('finds words in any case and with any accents, and says how many results it searched', async () => {
  const { images, err } = await list('keep cafe');
  expect(images).toEqual(['yard/2026/gate 2.png']);
  expect(err).toContain('searched 4 results');
  expect((await list('kee')).images).toEqual([]);
  expect((await list('kee afé', { inside: true })).images).toEqual(['yard/2026/gate 2.png']);
  await failureOf(list('ke', { inside: true }), 'store-misconfigured');
  expect((await list(' – ')).images).toHaveLength(4);
});

it('continues a search after the last image found', async () => {
  const first = await list('keep', { limit: 1 });
  const second = await list('keep', { limit: 1, cursor: first.cursor });
  const images = [...first.images, ...second.images];
  expect(images).toEqual(['yard/2026/gate 2.png', 'yard/2026/gate 1.png']);
});

it('does not find what a sensitive rule matched', async () => {
  expect((await list('password')).images).toEqual(['yard/2026/secret.png']);
  expect((await list('hunter2hunter2')).images).toEqual([]);
});

it.each([['2026/tree.png'], ['yard/2026/tree.png'], ['s3://yard/2026/tree.png']])(
  'shows an image by the name %s',
  async (name) => {
    const io = cloud.io();
    const options = { stack: 'Glyphwatch', format: 'table' } as const;
    expect(await runAwsResultsShow(name, options, io)).toBe(EXIT.done);
    expect(io.out()).toContain('yard/2026/tree.png');
    expect(io.out()).toContain('HELLO WORLD');
  },
);

it('says when no result is stored for an image', async () => {
  const shown = runAwsResultsShow('nothing.png', LIST, cloud.io());
  const { message } = await failureOf(shown, 'settings-invalid');
  expect(message).toContain('List them with: glyphwatch aws results list');
});

describe('forgetting', () => {
  const STACK = { stack: 'Glyphwatch' };
  const forget = async (keys: readonly string[], more: object = {}) => {
    const io = cloud.io();
    const code = await runAwsResultsForget(keys, { ...STACK, ...more }, io);
    return { code, out: io.out(), err: io.err() };
  };

  it('asks first', async () => {
    const { message } = await failureOf(forget(['2026/tree.png']), 'settings-invalid');
    expect(message).toContain('add --yes');
    expect(await cloud.store.find(`${BUCKET}/2026/tree.png`)).toBeDefined();
  });

  it('reaches result, history and deliveries, and says what it does not reach', async () => {
    const upload = sampleUpload({ address: { bucket: BUCKET, key: '2026/old.png' } });
    const record = sampleRecord({}, upload);
    await store('2026/old.png', 'OLD', 5_000);
    await cloud.store.recordMatches(record.imageId, [record]);
    await cloud.store.deliveries.add([sampleDelivery({}, {}, upload)]);
    const kept = await forget(['2026/old.png'], { yes: true });
    expect(kept).toMatchObject({ code: EXIT.failed });
    expect(kept.out).toContain('See them with glyphwatch aws deliveries list; the sweep sends');
    const keys = ['2026/old.png', `s3://${BUCKET}/2026/old.png`];
    const gone = await forget(keys, { yes: true, pending: true });
    expect(gone).toMatchObject({ code: EXIT.done, out: '1 result deleted\n' });
    expect(gone.err).toContain('not reached: messages already sent,');
    expect(await cloud.store.find(record.imageId)).toBeUndefined();
    expect((await cloud.store.listMatches(record.ruleId, { limit: 9 })).items).toEqual([]);
    const told = await cloud.store.deliveries.list({ imageId: record.imageId, limit: 9 });
    expect(told.items).toEqual([]);
  });

  it('forgets nothing when one of the keys has no result', async () => {
    const keys = ['2026/tree.png', 'nothing.png'];
    await failureOf(forget(keys, { yes: true }), 'settings-invalid');
    expect(await cloud.store.find(`${BUCKET}/2026/tree.png`)).toBeDefined();
  });
});

describe('holding and purging', () => {
  const run = async (...args: string[]) => {
    const io = cloud.io();
    let code: number = EXIT.done;
    const program = buildProgram(io, (ended) => (code = ended));
    await program.parseAsync(['aws', ...args], { from: 'user' });
    return { code, out: io.out(), err: io.err() };
  };

  it('purges what is old, its history and that of images that are gone, but not what is held', async () => {
    const keys = ['2025/a.png', '2025/held.png', '2025/gone.png'];
    const records = keys.map((key) =>
      sampleRecord({}, sampleUpload({ address: { bucket: BUCKET, key }, uploadedAt: 1_000 })),
    );
    for (const [index, key] of keys.entries()) {
      await store(key, 'OLD', 1_000);
      await cloud.store.recordMatches(`${BUCKET}/${key}`, records.slice(index, index + 1));
    }
    const gone = await cloud.store.find(`${BUCKET}/2025/gone.png`);
    if (gone) await cloud.store.markGone(gone, 1_000);
    const because = ['--because', 'case 12', '--by', 'ann'];
    const held = await run('hold', 'add', '--image', '2025/held.png', ...because);
    expect(held.out).toContain(`Held: image ${BUCKET}/2025/held.png.`);
    await failureOf(run('results', 'purge', '--older-than', '400d'), 'settings-invalid');
    const { out } = await run('results', 'purge', '--older-than', '400d', '--yes');
    expect(out).toMatch(/^\d+ results purged\n2 matches of the history purged/);
    expect(out).toContain('1 kept: held. See by whom with glyphwatch aws hold list.');
    const left = records.map(
      async ({ ruleId }) => (await cloud.store.listMatches(ruleId, { limit: 9 })).items.length,
    );
    expect(await Promise.all(left)).toEqual([0, 1, 0]);
    expect(await cloud.store.find(`${BUCKET}/2025/a.png`)).toMatchObject({ reason: 'purged' });
    const refused = run('results', 'forget', '2025/held.png', '--yes');
    expect((await failureOf(refused, 'settings-invalid')).message).toContain('ann: case 12');
    const [hold] = await cloud.store.holds();
    await run('hold', 'remove', hold?.id ?? '');
    const forgotten = await run('results', 'forget', '2025/held.png', '--yes');
    expect(forgotten.out).toBe('1 result deleted\n');
  });
});
