import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { imageIdOf, type Upload } from '@glyphwatch/domain';
import {
  sampleDelivery,
  sampleDetection,
  sampleMatch,
  sampleOutcome,
  sampleRecord,
  sampleRuleMatch,
  sampleUpload,
} from '@glyphwatch/domain/contracts';
import sharp from 'sharp';
import { EXIT } from '../../../terminal/exit-codes.ts';
import {
  BUCKET,
  type DeployedPipeline,
  startDeployedPipeline,
} from '../../../testing/cloud/deployed-pipeline.ts';
import { pngOf } from '../../../testing/picture.ts';
import { Serving } from '../../../testing/serving.ts';

const SLOW = 120_000;
const SECRET = 'hunter2hunter2';

let cloud: DeployedPipeline;
let s3: S3Client;
let folder: string;
let serving: Serving | undefined;
beforeEach(async () => {
  cloud = await startDeployedPipeline();
  // What is in the bucket, not the rules.
  cloud.answers.delete('s3:GET object');
  s3 = new S3Client({ forcePathStyle: true });
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
});
afterEach(async () => {
  serving?.child.kill('SIGKILL');
  await serving?.ended;
  serving = undefined;
  s3.destroy();
  await cloud.close();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(...args: string[]): Promise<Serving> {
  serving = await Serving.start(args, { cwd: folder }, ['--port', '0'], ['aws', 'serve']);
  return serving;
}

/** An object, what was read in it, and an alert. */
async function put(key: string, sensitive = false): Promise<Upload> {
  const Body = await pngOf(['KEEP OUT']);
  const { ETag = '' } = await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body }));
  const version = ETag.replaceAll('"', '');
  const upload = sampleUpload({
    address: { bucket: BUCKET, key },
    version,
    uploadedAt: Date.now(),
  });
  const matches = [sampleMatch({ words: [[0, 0]], text: SECRET })];
  const rule = { ruleId: 'gate', sensitive, matches };
  const imageId = imageIdOf(upload.address);
  await cloud.store.claim(upload, { owner: 'me', now: 1, leaseUntil: 2 });
  const detection = sampleDetection(sensitive ? SECRET : 'KEEP OUT');
  const outcome = sampleOutcome({ detection, ruleMatches: [sampleRuleMatch(rule)] });
  const nothing = { deliveries: [], records: [], notified: [] };
  await cloud.store.commit(imageId, 'me', { outcome, ...nothing, now: 1 });
  await cloud.store.recordMatches(imageId, [sampleRecord({ ...rule, id: key }, upload)]);
  return upload;
}

it(
  'shows what is deployed with pictures from the bucket, and takes verdicts, until Ctrl-C',
  async () => {
    const upload = await put('gate.png');
    const about = { ruleIds: ['gate'], reminder: { of: 'told', number: 1 } };
    await cloud.store.deliveries.add([sampleDelivery({ id: 'r', channel: 'sns' }, about, upload)]);
    const console = await serve();
    const { items } = await console.json('api/images');
    expect(items).toMatchObject([{ name: 'gate.png', status: 'MATCHED', ruleIds: ['gate'] }]);
    const picture = await console.ask(`${items[0].picture}&width=320`);
    expect((await sharp(await picture.arrayBuffer()).metadata()).format).toBe('webp');
    const me = await console.json('api/me');
    expect(me).toMatchObject({
      rules: 'none',
      places: [BUCKET],
      can: ['reveal', 'judge', 'retry'],
    });
    const alerts = (await console.json('api/alerts?verdict=new')).items;
    expect(await console.json('api/alerts/count?verdict=new')).toEqual({ n: 1, more: false });
    await console.json('api/alerts/judge', 'POST', { alerts, verdict: 'confirmed', note: 'ours' });
    expect(await cloud.store.reviews.history('gate.png')).toMatchObject([
      { verdict: 'confirmed', note: 'ours' },
    ]);
    const [reminder] = (await cloud.store.deliveries.list({ ids: ['r'], limit: 1 })).items;
    expect(reminder?.state).toBe('withdrawn');
    expect((await console.json('api/health')).store).toBe(
      'ImageTextMetadata of Glyphwatch in us-east-1',
    );
    expect((await console.stop()).code).toBe(EXIT.interrupted);
  },
  SLOW,
);

it(
  'says that it cannot search text, and shows no picture of another version than the one that was read',
  async () => {
    await put('gate.png');
    const console = await serve('--read-only');
    expect((await console.ask('api/images?q=keep')).status).toBeGreaterThanOrEqual(400);
    const [image] = (await console.json('api/images')).items;
    const Body = await pngOf(['OTHER']);
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'gate.png', Body }));
    expect((await console.ask(`${image.picture}&width=320`)).status).toBe(404);
    const alerts = (await console.json('api/alerts')).items;
    const refused = await console.json('api/alerts/judge', 'POST', {
      alerts,
      verdict: 'confirmed',
    });
    expect(refused).toHaveProperty('code');
    expect(await cloud.store.reviews.history('gate.png')).toEqual([]);
  },
  SLOW,
);

it(
  'covers what sensitive rules matched until it is revealed, and notes who saw it',
  async () => {
    await put('secret.png', true);
    const console = await serve();
    const { items } = await console.json('api/images');
    const answers = await Promise.all(
      ['api/images', 'api/alerts', `api/image?id=${encodeURIComponent(items[0].imageId)}`].map(
        (path) => console.json(path),
      ),
    );
    expect(JSON.stringify(answers)).not.toContain(SECRET);
    await console.json('api/reveal', 'POST', { imageId: items[0].imageId });
    const noted = readFileSync(join(folder, '.glyphwatch/reveals.jsonl'), 'utf8');
    expect(noted).toContain('secret.png');
    expect(noted).not.toContain(SECRET);
  },
  SLOW,
);
