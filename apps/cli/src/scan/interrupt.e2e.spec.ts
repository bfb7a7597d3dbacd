import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '../terminal/exit-codes.ts';
import { HeldWebhook } from '../testing/held-webhook.ts';
import { pngOf } from '../testing/picture.ts';
import { glyphwatch } from '../testing/run-command.ts';

const SLOW = 60_000;
const IMAGES = 12;
/** With one worker, one image is read while the next is decoded. */
const IN_PROGRESS = 2;

let folder: string;
let webhook: HeldWebhook;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  mkdirSync(join(folder, 'photos'));
  for (let number = 0; number < IMAGES; number += 1) {
    const bytes = await pngOf(['KEEP OUT'], number);
    writeFileSync(join(folder, `photos/${number}.png`), bytes);
  }
  const rules = 'rules:\n  - id: gate\n    match: KEEP OUT\n';
  writeFileSync(join(folder, 'rules.yaml'), rules);
  // The console channel prints each match on stderr, where every image has to appear.
  writeFileSync(
    join(folder, 'glyphwatch.yaml'),
    'rules: rules.yaml\nchannels:\n  console: { type: console }\n',
  );
}, SLOW);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(async () => {
  webhook = await HeldWebhook.open();
  // Runs with this settings file stop at their first images until the webhook is released.
  writeFileSync(
    join(folder, 'held.yaml'),
    'rules: rules.yaml\nchannels:\n  console: { type: console }\n' +
      `  held: { type: webhook, url: "${webhook.url}", secretFrom: HELD_SECRET, allowPrivate: true, allowHttp: true }\n`,
  );
});
afterEach(() => webhook.close());

const HELD = { HELD_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };

const scan = (store: string) =>
  glyphwatch(['scan', 'photos', '--format', 'jsonl', '--workers', '1', '--store', store], {
    cwd: folder,
  });

/** The webhook holds the scan at its first images, so that `act` always happens at the same point. */
const scanHeld = (
  targets: readonly string[],
  options: readonly string[],
  act: (child: ChildProcess) => void,
  nodeOptions: readonly string[] = [],
) =>
  glyphwatch(
    [
      'scan',
      ...targets,
      '--format',
      'jsonl',
      '--workers',
      '1',
      '--config',
      'held.yaml',
      ...options,
    ],
    { cwd: folder, env: HELD, nodeOptions, onStart: (child) => webhook.whenHeld(() => act(child)) },
  );

function onceSaid(child: ChildProcess, text: string, act: () => void): void {
  let said = '';
  child.stderr?.on('data', (chunk: string) => {
    const before = said.includes(text);
    said += chunk;
    if (!before && said.includes(text)) act();
  });
}

const imagesIn = (out: string): string[] =>
  out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).image);

async function attemptsIn(store: string): Promise<number[]> {
  const { out } = await glyphwatch(['results', 'list', '--store', store, '--format', 'jsonl'], {
    cwd: folder,
  });
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ attempts, status }) => (status === 'MATCHED' ? attempts : 0));
}

it(
  'finishes the images in progress on Ctrl-C, says how many are left, and continues with the next run',
  async () => {
    const first = await scanHeld(['photos'], ['--store', 'ctrl-c.db'], (child) => {
      onceSaid(child, 'finishing the images', () => webhook.release());
      child.kill('SIGINT');
    });
    expect(first.code).toBe(EXIT.interrupted);
    const done = imagesIn(first.out).length;
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThanOrEqual(IN_PROGRESS);
    expect(first.err).toContain('finishing the images in progress');
    expect(first.err).toContain(`${IMAGES - done} left. Run the same command again to continue.`);
    const second = await scan('ctrl-c.db');
    expect(second.code).toBe(EXIT.done);
    expect(imagesIn(second.out)).toHaveLength(IMAGES);
    // Nothing was claimed twice: what the first run finished, the second only printed.
    expect(await attemptsIn('ctrl-c.db')).toEqual(Array(IMAGES).fill(1));
  },
  SLOW,
);

it.each(['SIGINT', 'SIGTERM'] as const)(
  'passes %s on from an older Node to the command',
  async (signal) => {
    const anOlderNode = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.0.0'})`;
    const store = `${signal}.db`;
    const { code, err } = await scanHeld(
      ['photos'],
      ['--store', store],
      (child) => {
        onceSaid(child, 'finishing the images', () => webhook.release());
        child.kill(signal);
      },
      ['--import', anOlderNode],
    );
    expect(code).toBe(EXIT.interrupted);
    expect(err).toContain('Run the same command again to continue.');
  },
  SLOW,
);

it(
  'stops at once on the second Ctrl-C',
  async () => {
    const { signal, out } = await scanHeld(['photos'], ['--store', 'twice.db'], (child) => {
      onceSaid(child, 'finishing the images', () => child.kill('SIGINT'));
      child.kill('SIGINT');
    });
    expect(out).toBe('');
    expect(signal).toBe('SIGINT');
  },
  SLOW,
);

it(
  'shares the work with another run on the same store, and notifies once about each image',
  async () => {
    const runs = await Promise.all([scan('shared.db'), scan('shared.db')]);
    for (const { code, out } of runs) {
      expect(code).toBe(EXIT.done);
      expect(imagesIn(out)).toHaveLength(IMAGES);
    }
    // If both reached an image at once, the later one took it over, and the other's result was refused.
    const attempts = await attemptsIn('shared.db');
    expect(attempts.reduce((sum, each) => sum + each, 0)).toBeLessThan(2 * IMAGES);
    const notified = runs.map(({ err }) => err).join('');
    for (let number = 0; number < IMAGES; number += 1) {
      expect(notified.split(`photos/${number}.png`)).toHaveLength(2);
    }
  },
  SLOW,
);

it(
  'reports files that vanish during the scan, and continues',
  async () => {
    cpSync(join(folder, 'photos'), join(folder, 'vanishing'), { recursive: true });
    const { code, out } = await scanHeld(['photos/0.png', 'vanishing'], ['--no-store'], () => {
      rmSync(join(folder, 'vanishing'), { recursive: true });
      webhook.release();
    });
    expect(code).toBe(EXIT.failed);
    const images = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const statusOf = new Map(images.map(({ image, status }) => [image, status]));
    expect(statusOf.get('photos/0.png')).toBe('MATCHED');
    expect(statusOf.get(`vanishing/${IMAGES - 1}.png`)).toBe('GONE');
  },
  SLOW,
);

it(
  'loses nothing and waits for no lease after kill -9',
  async () => {
    const first = await scanHeld(['photos'], ['--store', 'killed.db'], (child) => {
      child.kill('SIGKILL');
    });
    expect(first.signal).toBe('SIGKILL');
    const second = await scan('killed.db');
    expect(second.code).toBe(EXIT.done);
    expect(imagesIn(second.out)).toHaveLength(IMAGES);
    const attempts = await attemptsIn('killed.db');
    expect(attempts).toHaveLength(IMAGES);
    expect(Math.min(...attempts)).toBe(1);
    const said = first.err + second.err;
    const unsaid = imagesIn(second.out).filter((name) => !said.includes(name));
    // What the killed run was about to say is held for a while, and the next run says that it waits.
    const [, waiting = '0'] = /channel console: (\d+) notifications? wait/.exec(second.err) ?? [];
    expect(unsaid.length).toBeLessThanOrEqual(Number(waiting));
    expect(Number(waiting)).toBeLessThanOrEqual(IN_PROGRESS);
  },
  SLOW,
);

it(
  'watches a folder, applies changed rules, refuses broken ones, notices removed files and stops on Ctrl-C',
  async () => {
    mkdirSync(join(folder, 'inbox'));
    copyFileSync(join(folder, 'photos/0.png'), join(folder, 'inbox/there.png'));
    const put = (from: string, to: string): void =>
      copyFileSync(join(folder, 'photos', from), join(folder, 'inbox', to));
    const write = (rules: string): void => writeFileSync(join(folder, 'watch.yaml'), rules);
    write('rules:\n  - id: old\n    match: KEEP OUT\n');
    const steps: (() => void)[] = [
      () => {
        write('rules:\n  - id: new\n    match: KEEP OUT\n');
        put('1.png', 'second.png');
      },
      () => {
        write('rules:\n  - idd: broken\n');
        put('2.png', 'third.png');
      },
      () => rmSync(join(folder, 'inbox/there.png')),
    ];
    const args = ['watch', 'inbox', '--rules', 'watch.yaml', '--format', 'jsonl', '--workers', '1'];
    const { code, out, err } = await glyphwatch([...args, '--store', 'watch.db'], {
      cwd: folder,
      onStart: (child) => {
        child.stdout?.on('data', () => {
          const step = steps.shift();
          if (step) step();
          else child.kill('SIGINT');
        });
      },
    });
    expect(code).toBe(EXIT.interrupted);
    const seen = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map(({ image, status, matches: [match] }) => `${image} ${match?.ruleId ?? status}`);
    expect(seen).toEqual([
      'inbox/there.png old',
      'inbox/second.png new',
      'inbox/third.png new',
      'inbox/there.png GONE',
    ]);
    expect(err).toMatch(/watch\.yaml:2: rules\[0\]\.idd: .*did you mean "id"/);
    expect(err).toContain('The last good rules stay in force.');
    expect(err).toContain('stopped: 4 images done');
  },
  SLOW,
);
