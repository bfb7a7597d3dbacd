import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BUCKET,
  openTestBucket,
  refusal,
  type TestBucket,
} from '@glyphwatch/s3-image-source/testing';
import sharp from 'sharp';
import { pngOf } from '../../testing/picture.ts';
import { Serving } from '../../testing/serving.ts';

const SLOW = 240_000;
const PATIENCE_MS = 60_000;

let folder: string;
let bucket: TestBucket;
let serving: Serving | undefined;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  writeFileSync(join(folder, 'watch-rules.yaml'), 'rules: [{ id: gate, match: KEEP OUT }]\n');
  bucket = await openTestBucket();
});
afterEach(async () => {
  serving?.child.kill('SIGKILL');
  await serving?.ended;
  serving = undefined;
  rmSync(folder, { recursive: true, force: true });
  await bucket.close();
});

async function serve(...more: string[]): Promise<Serving> {
  const args = [
    `s3://${BUCKET}/in/`,
    '--endpoint',
    bucket.proxy.endpoint,
    '--poll',
    '60m',
    ...more,
  ];
  serving = await Serving.start([...args, '--rules', 'watch-rules.yaml'], {
    ...{ cwd: folder, env: bucket.env },
  });
  return serving;
}

const done = (console: Serving, number: number) =>
  console.until(
    () => console.json('api/images'),
    ({ items }) =>
      items.filter(({ status }: { status: string }) => status === 'MATCHED').length === number,
  );

it(
  'shows pictures of a bucket re-encoded, and none of a content that nobody read',
  async () => {
    await bucket.put('in/ä b+c%20 🚪.png', await pngOf(['KEEP OUT', 'OTHER']));
    await bucket.put('in/gate.png', await pngOf(['KEEP OUT']));
    const console = await serve();
    const { items } = await done(console, 2);
    const pictureOf = (name: string, width = 320) => {
      const cell = items.find((item: { name: string }) => item.name === name);
      return console.ask(`${cell.picture}&width=${width}`);
    };
    const picture = await pictureOf('ä b+c%20 🚪.png');
    expect(picture.headers.get('content-type')).toBe('image/webp');
    const { format, exif } = await sharp(await picture.arrayBuffer()).metadata();
    expect([format, exif]).toEqual(['webp', undefined]);
    await bucket.put('in/gate.png', await pngOf(['SOMETHING ELSE']));
    const changed = await pictureOf('gate.png');
    expect(changed.status).toBe(404);
    await bucket.remove('in/gate.png');
    expect((await pictureOf('gate.png', 2048)).status).toBe(404);
  },
  SLOW,
);

it(
  'says that the credentials do not suffice, and goes on',
  async () => {
    await bucket.put('in/gate.png', await pngOf(['KEEP OUT']));
    const console = await serve();
    const [cell] = (await done(console, 1)).items;
    bucket.proxy.plan = (seen) => (seen === 'GET' ? refusal('AccessDenied', 403) : undefined);
    const refused = await console.ask(`${cell.picture}&width=320`);
    expect(refused.status).toBe(403);
    expect(JSON.parse(await refused.text()).code).toBe('image-unreadable');
    bucket.proxy.plan = () => undefined;
    expect((await console.ask(`${cell.picture}&width=320`)).status).toBe(200);
  },
  SLOW + PATIENCE_MS,
);
