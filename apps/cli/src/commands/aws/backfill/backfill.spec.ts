import { EXIT } from '../../../terminal/exit-codes.ts';
import { failureOf } from '@glyphwatch/domain/contracts';
import { DENIED, json } from '../../../testing/cloud/answers.ts';
import {
  type DeployedPipeline,
  functionAnswer,
  startDeployedPipeline,
} from '../../../testing/cloud/deployed-pipeline.ts';
import type { Answering } from '../../../testing/cloud/local-cloud.ts';
import { runBackfill } from './run.ts';

const OPTIONS = { stack: 'Glyphwatch', format: 'json', prefix: '', rate: 10_000 } as const;
const MODIFIED = '2026-01-02T03:04:05.000Z';

interface Version {
  readonly key: string;
  readonly size?: number;
  readonly versionId?: string;
  readonly isLatest?: boolean;
}

let cloud: DeployedPipeline;
beforeEach(async () => {
  cloud = await startDeployedPipeline();
});
afterEach(() => cloud.close());

/** Lists versions as S3 does, two to a page, with form-encoded keys. */
function bucketWith(versions: readonly Version[]): void {
  const listing: Answering = ({ url: { searchParams } }) => {
    const prefix = searchParams.get('prefix') ?? '';
    const marker = searchParams.get('key-marker') ?? '';
    const after = searchParams.get('version-id-marker');
    const found = versions.filter(({ key }) => key.startsWith(prefix));
    const from =
      after === null
        ? found.findIndex(({ key }) => key > marker)
        : found.findIndex(
            ({ key, versionId }) => key === marker && (versionId ?? 'null') === after,
          ) + 1;
    const page = from < 0 ? [] : found.slice(from, from + 2);
    const last = page.at(-1);
    const more = from >= 0 && from + 2 < found.length && last;
    const next = more
      ? `<NextKeyMarker>${encoded(last.key)}</NextKeyMarker><NextVersionIdMarker>${last.versionId ?? 'null'}</NextVersionIdMarker>`
      : '';
    return {
      body: `<ListVersionsResult><EncodingType>url</EncodingType><IsTruncated>${Boolean(more)}</IsTruncated>${next}${page.map(versionXml).join('')}</ListVersionsResult>`,
    };
  };
  cloud.answers.set('s3:ListObjectVersions', listing);
}

function versionXml({ key, size = 1_000, versionId = 'null', isLatest = true }: Version): string {
  return `<Version><Key>${encoded(key)}</Key><VersionId>${versionId}</VersionId><IsLatest>${isLatest}</IsLatest><LastModified>${MODIFIED}</LastModified><ETag>"e"</ETag><Size>${size}</Size></Version>`;
}

function encoded(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
}

interface SentEvent {
  readonly time: string;
  readonly detail: {
    readonly object: Readonly<Record<string, unknown>>;
    readonly reason: string;
    readonly run?: { readonly id: string; readonly name: string };
  };
}

const sent = (): SentEvent[] => cloud.bodies('uploads').map((body): SentEvent => JSON.parse(body));
const sentKeys = (): unknown[] => sent().map(({ detail }) => detail.object['key']);

async function backfill(more: object = {}) {
  const io = cloud.io();
  const code = await runBackfill({ ...OPTIONS, yes: true, ...more }, io);
  const estimate: Readonly<Record<string, number>> = JSON.parse(io.out());
  return { code, estimate, err: io.err() };
}

it('estimates with the deployed rule, and sends nothing on a dry run', async () => {
  bucketWith([
    { key: 'a.png' },
    { key: 'b.PNG', size: 500 },
    { key: 'c.txt' },
    { key: 'empty.png', size: 0 },
    { key: 'folder/d.png' },
  ]);
  const { code, estimate } = await backfill({ dryRun: true, rate: undefined });
  expect(code).toBe(EXIT.done);
  expect(estimate).toEqual({
    images: 3,
    bytes: 2_500,
    skipped: 2,
    cost: 0.003,
    costPerImage: 0.001,
    perSecond: 5,
    seconds: 1,
    sent: 0,
  });
  expect(sent()).toEqual([]);
});

it('asks to read known images again, with --again only', async () => {
  bucketWith([{ key: 'gate.png' }]);
  await backfill();
  await backfill({ again: true });
  expect(sent().map(({ detail }) => detail.reason)).toEqual(['Backfill', 'Reread']);
  expect(sent().map(({ detail }) => detail.run?.name)).toEqual(['backfill', 'backfill']);
});

it('sends events in S3’s format, without a sequencer and with the object’s own time', async () => {
  bucketWith([{ key: 'gate.png', versionId: 'v1' }]);
  await backfill();
  const [event] = sent();
  expect(event).toMatchObject({
    version: '0',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '000000000000',
    region: 'us-east-1',
    time: MODIFIED,
    detail: { bucket: { name: 'yard' } },
  });
  expect(event?.detail.object).toEqual({
    key: 'gate.png',
    size: 1_000,
    etag: 'e',
    'version-id': 'v1',
  });
});

it('names no version in a bucket without versioning', async () => {
  bucketWith([{ key: 'gate.png' }]);
  await backfill();
  expect(sent()[0]?.detail.object).toEqual({ key: 'gate.png', size: 1_000, etag: 'e' });
});

it('sends only the latest version of each image, from all pages', async () => {
  const older = (key: string): Version => ({ key, versionId: `${key}-old`, isLatest: false });
  const newest = (key: string): Version => ({ key, versionId: `${key}-new` });
  bucketWith(['a.png', 'b.png', 'c.png'].flatMap((key) => [newest(key), older(key)]));
  await backfill();
  expect(sent().map(({ detail }) => detail.object['version-id'])).toEqual([
    'a.png-new',
    'b.png-new',
    'c.png-new',
  ]);
});

it('preserves every key exactly', async () => {
  const keys = ['%2F.png', 'C++.png', 'a+b (1) ü é.png', 'line\nbreak.png', '🚪.png', '\ufffe.png'];
  bucketWith(keys.map((key) => ({ key })));
  const { estimate } = await backfill();
  expect(estimate['sent']).toBe(keys.length);
  expect(sentKeys()).toEqual(keys);
});

it('sends several batches, and resumes after a key', async () => {
  const keys = Array.from({ length: 25 }, (_, index) => `${String(index).padStart(2, '0')}.png`);
  bucketWith(keys.map((key) => ({ key })));
  const { estimate } = await backfill({ after: '12.png' });
  expect(estimate['sent']).toBe(12);
  expect(sentKeys()).toEqual(keys.slice(13));
});

it('asks only on a terminal, and sends nothing without an answer', async () => {
  bucketWith([{ key: 'a.png' }]);
  const unasked = runBackfill({ ...OPTIONS, format: 'table' }, cloud.io());
  const { message } = await failureOf(unasked, 'settings-invalid');
  expect(message).toContain('--yes');
  expect(sent()).toEqual([]);
});

it('says how to resume when the queue fails halfway', async () => {
  bucketWith(
    Array.from({ length: 12 }, (_, index) => ({ key: `${String(index).padStart(2, '0')}.png` })),
  );
  const io = cloud.io();
  let batches = 0;
  const { answers } = cloud;
  answers.set('sqs:SendMessageBatch', (asked) => {
    batches += 1;
    // The first batch goes through; then somebody takes the permission away.
    if (batches === 1) return { body: JSON.stringify({ Successful: [], Failed: [] }) };
    return DENIED(asked);
  });
  const failing = runBackfill({ ...OPTIONS, prefix: '', yes: true }, io);
  const { message } = await failureOf(failing, 'settings-invalid');
  expect(message).toContain('need the permission sqs:SendMessage');
  expect(io.err()).toContain(
    "10 images sent. Resume with: glyphwatch aws backfill --prefix '' --stack Glyphwatch --rate 10000 --after 09.png",
  );
});

it('refuses a bucket that the pipeline cannot read', async () => {
  const other = runBackfill({ ...OPTIONS, bucket: 'other', yes: true }, cloud.io());
  const { message } = await failureOf(other, 'settings-invalid');
  expect(message).toContain('watches yard and can read no other bucket');
});

it('prints what it would cost', async () => {
  bucketWith([{ key: '2025/a.png', size: 1_500_000 }, { key: '2025/b.txt' }]);
  cloud.answers.set('lambda:ListEventSourceMappings', json({ EventSourceMappings: [] }));
  cloud.answers.set('lambda:GetFunctionConfiguration', functionAnswer(cloud.outputs));
  const io = cloud.io();
  const { rate: _, ...deployed } = OPTIONS;
  await runBackfill({ ...deployed, format: 'table', prefix: '2025/', dryRun: true }, io);
  expect(io.out()).toBe(
    [
      '1 image (1.5 MB) below 2025/; 1 other object skipped by the upload rule',
      'at most 0.001 for text detection (0.001 each; known images cost nothing)',
      'about 1 s at 5 per second',
      '0 images sent to the queue.',
      '',
    ].join('\n'),
  );
});
