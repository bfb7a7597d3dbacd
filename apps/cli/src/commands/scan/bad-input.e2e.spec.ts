import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { EXIT } from '../../terminal/exit-codes.ts';
import { hollowPng, pictureOf, pngOf } from '../../testing/picture.ts';
import { COMMAND, glyphwatch } from '../../testing/run-command.ts';

const SLOW = 60_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function putImages(below: string): Promise<void> {
  const put = (name: string, bytes: Buffer | string): void =>
    writeFileSync(join(folder, below, name), bytes);
  mkdirSync(join(folder, below));
  const valid = await pngOf(['KEEP OUT']);
  put('empty.png', '');
  put('text.png', 'just text');
  put('truncated.png', valid.subarray(0, valid.length / 3));
  put('corrupt.jpg', Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(500, 7)]));
  put('bomb.png', hollowPng(30_000, 30_000));
  symlinkSync('nowhere.png', join(folder, below, 'dangling.png'));
  put('one-pixel.png', await onePixel());
  put('animated.gif', await animation());
  put('cmyk.jpg', await (await pictureOf(['KEEP OUT'])).toColourspace('cmyk').jpeg().toBuffer());
  put('deep.png', await (await pictureOf(['KEEP OUT'])).toColourspace('rgb16').png().toBuffer());
  for (const name of HOSTILE_NAMES) put(name, valid);
}

const HOSTILE_NAMES = [
  'new\nline.png',
  'ansi\u001b[2J\u009b31m.png',
  'emoji 🚧.png',
  '100%+1%20.png',
  '-rf.png',
  'tab\tand "quotes".png',
];

function onePixel(): Promise<Buffer> {
  const create = { width: 1, height: 1, channels: 3, background: '#000' } as const;
  return sharp({ create }).png().toBuffer();
}

async function animation(): Promise<Buffer> {
  const frames = await Promise.all([pngOf(['KEEP OUT']), pngOf(['KEEP OUT'], 60)]);
  return sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
}

it(
  'gives each image its own status and reason, and continues',
  async () => {
    await putImages('bad');
    const args = ['scan', 'bad', 'missing.png', 'no/*.png', '--format', 'jsonl'];
    const { code, out, err } = await glyphwatch(args, { cwd: folder });
    expect({ code, err }).toEqual({ code: EXIT.failed, err: '' });
    const lines = out.trim().split('\n');
    for (const line of lines) expect(line).toMatch(/^\P{Cc}*$/u);
    const images = new Map(lines.map((line) => JSON.parse(line)).map((one) => [one.image, one]));
    const statusOf = (name: string) => images.get(name)?.status;
    for (const name of ['empty.png', 'text.png', 'truncated.png', 'corrupt.jpg', 'bomb.png']) {
      expect([name, statusOf(`bad/${name}`)]).toEqual([name, 'UNSUPPORTED']);
      expect(images.get(`bad/${name}`).reason.length).toBeGreaterThan(10);
    }
    for (const name of ['missing.png', 'no/*.png']) {
      expect([name, statusOf(name)]).toEqual([name, 'FAILED']);
    }
    // A dangling link, which is not followed.
    expect(images.get(undefined)?.passedOver).toMatchObject({ link: 1 });
    expect(statusOf('bad/one-pixel.png')).toBe('NO_TEXT');
    for (const name of ['animated.gif', 'cmyk.jpg', 'deep.png', ...HOSTILE_NAMES]) {
      const { status, lines: [line] = [] } = images.get(`bad/${name}`);
      expect([name, status, line?.text]).toEqual([name, 'NO_MATCH', 'KEEP OUT']);
    }
    expect(images.size).toBe(lines.length);
  },
  SLOW,
);

it(
  'escapes control characters in names and text',
  async () => {
    const { out, err } = await glyphwatch(['scan', 'bad'], { cwd: folder });
    expect(out.replaceAll('\n', '')).toMatch(/^\P{Cc}*$/u);
    expect(err.replaceAll('\n', '')).toMatch(/^\P{Cc}*$/u);
    expect(out).toContain('bad/new\\u000aline.png');
    const named = await glyphwatch(['scan', '--format', 'jsonl', '--', '-rf.png'], {
      cwd: join(folder, 'bad'),
    });
    expect(named.out).toContain('"image":"-rf.png"');
  },
  SLOW,
);

/** A shell can limit file sizes and redirect output. */
function inShell(script: string) {
  const env = { ...process.env, NODE: process.execPath, COMMAND };
  return spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8', env });
}

it.each([
  ['on a full disk', '"$NODE" "$COMMAND" scan bad --no-store --format jsonl > /dev/full'],
  [
    'in a file at its size limit',
    'ulimit -f 1; "$NODE" "$COMMAND" scan bad --no-store --format jsonl > full.jsonl',
  ],
])(
  'reports that its output does not fit %s',
  (_, script) => {
    const { status, stderr } = inShell(script);
    expect(status).toBe(EXIT.failed);
    expect(stderr).toContain('The disk is full');
  },
  SLOW,
);

/** Root ignores file permissions unless it drops these capabilities. */
const AS_ORDINARY_USER =
  process.geteuid?.() === 0 ? 'setpriv --bounding-set=-dac_override,-dac_read_search' : '';

it(
  'reports files that it has no permission to read, and continues',
  async () => {
    const valid = await pngOf(['KEEP OUT']);
    mkdirSync(join(folder, 'locked/closed'), { recursive: true });
    for (const name of ['closed/inner.png', 'open.png', 'secret.png']) {
      writeFileSync(join(folder, 'locked', name), valid);
    }
    chmodSync(join(folder, 'locked/closed'), 0o000);
    chmodSync(join(folder, 'locked/secret.png'), 0o000);
    const { status, stdout } = inShell(
      `${AS_ORDINARY_USER} "$NODE" "$COMMAND" scan locked --no-store --format jsonl`,
    );
    chmodSync(join(folder, 'locked/closed'), 0o755);
    expect(status).toBe(EXIT.failed);
    const images = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const found = images.map((one) => `${one.image} ${one.status}`).sort();
    expect(found).toEqual([
      'locked/closed FAILED',
      'locked/open.png NO_MATCH',
      'locked/secret.png FAILED',
    ]);
    for (const { status: how, reason } of images) {
      if (how === 'FAILED') expect(reason).toMatch(/permission denied/i);
    }
  },
  SLOW,
);

it(
  'exits quietly when its reader closes the pipe',
  () => {
    const { stdout, stderr } = inShell('"$NODE" "$COMMAND" scan bad --format jsonl | head -n 1');
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(stderr).toBe('');
  },
  SLOW,
);

it(
  'reports each image whose result does not fit on a full disk',
  async () => {
    mkdirSync(join(folder, 'two'));
    writeFileSync(join(folder, 'two/a.png'), await pngOf(['FIRST']));
    writeFileSync(join(folder, 'two/b.png'), await pngOf(['SECOND']));
    await glyphwatch(['scan', 'two/a.png', '--store', 'full.db'], { cwd: folder });
    // 32 KiB: enough to open the database, too little for what two images add to its log.
    const { status, stdout } = inShell(
      'ulimit -f 64; "$NODE" "$COMMAND" scan two --again --store full.db --format jsonl',
    );
    expect(status).toBe(EXIT.failed);
    const failed = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter((image) => image.status === 'FAILED');
    expect(failed.length).toBeGreaterThan(0);
    for (const { reason } of failed) expect(reason).toContain('full.db could not be');
    const after = await glyphwatch(['scan', 'two', '--store', 'full.db'], { cwd: folder });
    expect(after.code).toBe(EXIT.done);
  },
  SLOW,
);
