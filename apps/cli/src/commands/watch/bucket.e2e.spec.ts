import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  BUCKET,
  openTestBucket,
  refusal,
  type TestBucket,
} from '@glyphwatch/s3-image-source/testing';
import { EXIT } from '../../terminal/exit-codes.ts';
import { pngOf } from '../../testing/picture.ts';
import { glyphwatch, type Run, type RunOptions } from '../../testing/run-command.ts';

const SLOW = 240_000;

let folder: string;
let bucket: TestBucket;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  writeFileSync(join(folder, 'watch-rules.yaml'), 'rules: [{ id: gate, match: KEEP OUT }]\n');
  bucket = await openTestBucket();
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await bucket.close();
});

const run = (args: readonly string[], options: RunOptions = {}): Promise<Run> =>
  glyphwatch(args, { cwd: folder, ...options, env: { ...bucket.env, ...options.env } });
const inBucket = (command: string, ...more: string[]): string[] => [
  ...[command, `s3://${BUCKET}/in/`, '--endpoint', bucket.proxy.endpoint],
  ...['--rules', 'watch-rules.yaml', '--format', 'jsonl', ...more],
];
const seen = (out: string): string[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .map((line): string => (line.image ? `${line.image} ${line.status}` : JSON.stringify(line)));

/** Resolves once the command has printed this line. */
async function until(child: ChildProcess, line: string, printed: () => string): Promise<void> {
  while (!seen(printed()).includes(line)) await once(child.stdout ?? child, 'data');
}

it(
  'watches a bucket as it would a folder: what is there, changes, arrives and disappears',
  async () => {
    const picture = await pngOf(['KEEP OUT']);
    const at = (key: string) => `s3://${BUCKET}/in/${key}`;
    await bucket.put('in/gate.png', picture);
    await bucket.put('in/without-ending', picture);
    for (const key of ['in/readme.txt', 'in/drawing.svg', 'in/notes', 'out/x.png'])
      await bucket.put(key, 'text');
    const act = async (child: ChildProcess): Promise<void> => {
      let out = '';
      child.stdout?.on('data', (text: string) => (out += text));
      const shown = (line: string) => until(child, line, () => out);
      await shown(`${at('gate.png')} MATCHED`);
      await shown(`${at('without-ending')} MATCHED`);
      await bucket.put('in/gate.png', await pngOf(['EXIT']));
      await shown(`${at('gate.png')} NO_MATCH`);
      await bucket.remove('in/without-ending');
      await shown(`${at('without-ending')} GONE`);
      await bucket.put('in/ä b+c%20 🚪.png', picture);
      await shown(`${at('ä b+c%20 🚪.png')} MATCHED`);
      child.kill('SIGINT');
    };
    const { code, out, err } = await run(inBucket('watch', '--poll', '100ms'), {
      onStart: (child) => void act(child),
    });
    expect(code).toBe(EXIT.interrupted);
    expect(seen(out)).toHaveLength(6);
    expect(seen(out).at(-1)).toBe('{"passedOver":{"svg":1,"other":2}}');
    expect(err).toContain('drawing.svg is passed over (svg)');
    const stored = await run(['results', 'list', '--format', 'jsonl']);
    expect(seen(stored.out).toSorted()).toEqual([
      `${at('gate.png')} NO_MATCH`,
      `${at('without-ending')} GONE`,
      `${at('ä b+c%20 🚪.png')} MATCHED`,
    ]);
    const shown = await run(['results', 'show', at('gate.png'), '--format', 'json']);
    expect(JSON.parse(shown.out)).toMatchObject({
      status: 'NO_MATCH',
      imageId: 'pictures/in/gate.png',
    });
    const some = await run([
      'results',
      'list',
      '--path',
      `s3://${BUCKET}/in/g*`,
      '--format',
      'jsonl',
    ]);
    expect(seen(some.out)).toEqual([`${at('gate.png')} NO_MATCH`]);
  },
  SLOW,
);

it(
  'reads again only what has changed since, although nobody watched',
  async () => {
    for (const n of [1, 2, 3]) await bucket.put(`in/${n}.png`, await pngOf(['KEEP OUT'], n));
    expect((await run(inBucket('scan'))).code).toBe(EXIT.done);
    bucket.proxy.seen.length = 0;
    await bucket.put('in/2.png', await pngOf(['EXIT']));
    const { out } = await run(inBucket('scan'));
    expect(seen(out).toSorted()).toEqual([
      `s3://${BUCKET}/in/1.png MATCHED`,
      `s3://${BUCKET}/in/2.png NO_MATCH`,
      `s3://${BUCKET}/in/3.png MATCHED`,
    ]);
    // A listing, then for the changed one a look whether that is still true, and its content.
    expect(bucket.proxy.seen).toEqual(['GET', 'HEAD', 'GET']);
  },
  SLOW,
);

it(
  'shares a bucket between two processes with one store: each image is read once',
  async () => {
    const images = 6;
    for (let n = 0; n < images; n += 1)
      await bucket.put(`in/${n}.png`, await pngOf(['KEEP OUT'], n));
    const runs = await Promise.all([run(inBucket('scan')), run(inBucket('scan'))]);
    for (const { code, out } of runs) {
      expect(code).toBe(EXIT.done);
      expect(seen(out)).toHaveLength(images);
    }
    const { out } = await run(['results', 'list', '--format', 'jsonl']);
    const attempts = out
      .trim()
      .split('\n')
      .map((line): number => JSON.parse(line).attempts);
    expect(attempts).toEqual(Array.from({ length: images }, () => 1));
  },
  SLOW,
);

it(
  'reads the new content of an object that was overwritten since it was listed',
  async () => {
    await bucket.put('in/a.png', await pngOf(['KEEP OUT']));
    // The listing, then the first attempt to read.
    const faults = [undefined, refusal('PreconditionFailed', 412)];
    bucket.proxy.plan = () => faults.shift();
    const { code, out } = await run(inBucket('scan'));
    expect({ code, images: seen(out) }).toEqual({
      code: EXIT.done,
      images: [`s3://${BUCKET}/in/a.png MATCHED`],
    });
    expect(bucket.proxy.seen).toEqual(['GET', 'GET', 'HEAD', 'GET']);
  },
  SLOW,
);

it(
  'goes on where a killed process left',
  async () => {
    for (const n of [1, 2, 3, 4]) await bucket.put(`in/${n}.png`, await pngOf(['KEEP OUT'], n));
    const kill = (child: ChildProcess): void => {
      child.stdout?.once('data', () => child.kill('SIGKILL'));
    };
    const killed = await run(inBucket('watch', '--workers', '1'), { onStart: kill });
    expect(killed.signal).toBe('SIGKILL');
    const { code, out } = await run(inBucket('scan'));
    expect({ code, images: seen(out).length }).toEqual({ code: EXIT.done, images: 4 });
  },
  SLOW,
);

it(
  'says what is wrong with the bucket, the rights or the endpoint, and stops',
  async () => {
    const here = ['--endpoint', bucket.proxy.endpoint, '--no-store'];
    const missing = await run(['watch', 's3://elsewhere/', ...here]);
    expect(missing).toMatchObject({ code: EXIT.invalid, out: '' });
    expect(missing.err).toMatch(/the bucket elsewhere answered NoSuchBucket.*Check its name/i);
    bucket.proxy.plan = () => refusal('AccessDenied', 403);
    const denied = await run(['scan', `s3://${BUCKET}/`, ...here]);
    expect(denied.code).toBe(EXIT.invalid);
    expect(denied.err).toContain(`Allow s3:ListBucket on the bucket ${BUCKET}`);
    const unsigned = await run(['scan', `s3://${BUCKET}/`, ...here], {
      env: {
        AWS_ACCESS_KEY_ID: '',
        AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
        AWS_CONFIG_FILE: '/nowhere',
      },
    });
    expect(unsigned.code).toBe(EXIT.invalid);
    expect(unsigned.err).toContain('Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
    const nowhere = await run([
      'watch',
      's3://scans',
      '--endpoint',
      'http://127.0.0.1:1',
      '--no-store',
    ]);
    expect(nowhere.code).not.toBe(EXIT.done);
    expect(nowhere.err).toMatch(/No answer from the bucket scans .*Check the endpoint/);
    const misplaced = await run(['scan', '.', '--endpoint', 'http://127.0.0.1:1', '--no-store']);
    expect(misplaced.code).toBe(EXIT.invalid);
    expect(misplaced.err).toContain('--endpoint is for buckets');
  },
  SLOW,
);

it(
  'loads nothing of AWS for a folder',
  async () => {
    writeFileSync(join(folder, 'gate.png'), await pngOf(['KEEP OUT']));
    const list = join(folder, 'modules');
    const { code } = await run(['scan', 'gate.png', '--no-store'], {
      nodeOptions: ['--import', resolve(__dirname, '../../testing/list-modules.mjs')],
      env: { LIST_MODULES_IN: list },
    });
    expect(code).toBe(EXIT.done);
    expect(readFileSync(list, 'utf8')).not.toMatch(/@aws-sdk|@smithy/);
  },
  SLOW,
);
