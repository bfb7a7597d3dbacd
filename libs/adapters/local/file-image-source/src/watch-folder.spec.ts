import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { failureOf, withFolder } from '@glyphwatch/domain/contracts';
import { absolutePath, type FoundFile, type PassedOver, type RemovedFile } from './found-file.ts';
import { watchFolder } from './index.ts';
import { WatchProcess } from './testing/watch-process.ts';
import { plant } from './testing/plant.ts';

/** Longer than any test, so whatever arrives did not have to wait for it. */
const NEVER = 3_600_000;
const SOON = 30;
const LONG_AGO = 1_000_000_000;

jest.setTimeout(60_000);

/** Watches a folder and stops when the test is over. */
class Watch {
  readonly #abort = new AbortController();
  readonly #found: AsyncGenerator<FoundFile | PassedOver | RemovedFile>;

  constructor(folder: string, settleMs: number) {
    this.#found = watchFolder(folder, { signal: this.#abort.signal, settleMs });
  }

  async next(): Promise<FoundFile> {
    const { value, done } = await this.#found.next();
    if (done || !('path' in value)) throw new Error('the watch ended or reported no image');
    return value;
  }

  /** Names of the next files; watching continues meanwhile. */
  async names(count: number): Promise<string[]> {
    const names: string[] = [];
    while (names.length < count) names.push(basename((await this.next()).path));
    return names;
  }

  async end(): Promise<void> {
    this.#abort.abort();
    const left: unknown = (await this.#found.next()).value;
    expect(left).toBeUndefined();
  }
}

const watching = (
  title: string,
  settleMs: number,
  test: (folder: string, watch: Watch) => Promise<void>,
) =>
  it(title, () =>
    withFolder(async (parent) => {
      const folder = join(parent, 'inbox');
      plant(parent, 'inbox/');
      const watch = new Watch(folder, settleMs);
      await test(folder, watch);
      await watch.end();
    }),
  );

/** Files that were last modified long ago. */
function plantOld(folder: string, ...names: readonly string[]): void {
  plant(folder, ...names);
  for (const name of names) utimesSync(join(folder, name), LONG_AGO, LONG_AGO);
}

/** Writes a file as careful programs do: elsewhere first, then renamed into place. */
function deliver(folder: string, name: string, content = name): void {
  const draft = join(folder, '..', 'draft');
  writeFileSync(draft, content);
  utimesSync(draft, LONG_AGO, LONG_AGO);
  renameSync(draft, join(folder, name));
}

watching(
  'yields existing files first, in natural order, then new ones',
  SOON,
  async (folder, watch) => {
    plantOld(folder, '10.png', '9.png', 'b/1.png', '.hidden.png', '.git/x.png');
    expect(await watch.names(3)).toEqual(['9.png', '10.png', '1.png']);
    plant(folder, 'new.png');
    expect(await watch.names(1)).toEqual(['new.png']);
  },
);

it('reports each file that it passes over, once', () =>
  withFolder(async (folder) => {
    plant(folder, 'logo.SVG', 'notes.txt', 'z.png');
    const abort = new AbortController();
    const found = watchFolder(folder, { signal: abort.signal, settleMs: SOON });
    const seen: unknown[] = [];
    for await (const item of found) {
      seen.push('passedOver' in item ? item.kind : 'path' in item && basename(item.path));
      if (seen.length === 3) {
        writeFileSync(join(folder, 'logo.SVG'), 'changed');
        writeFileSync(join(folder, 'notes.txt'), 'changed');
        plant(folder, 'y.png');
      }
      if (seen.at(-1) === 'y.png') abort.abort();
    }
    expect(seen.toSorted()).toEqual(['other', 'svg', 'y.png', 'z.png']);
  }));

watching(
  'yields files with other names that are images by their content, and what replaces them',
  NEVER,
  async (folder, watch) => {
    deliver(folder, 'scan', '%PDF-1.7');
    expect(await watch.names(1)).toEqual(['scan']);
    deliver(folder, 'photo.JFIF');
    expect(await watch.names(1)).toEqual(['photo.JFIF']);
    deliver(folder, 'scan', 'an image no longer');
    expect(await watch.names(1)).toEqual(['scan']);
  },
);

watching('shows and addresses a file by the watched folder', NEVER, async (folder, watch) => {
  mkdirSync(join(folder, 'sub'));
  deliver(folder, 'sub/a\n%41.png');
  expect(await watch.next()).toEqual({
    path: join(folder, 'sub', 'a\n%41.png'),
    address: { bucket: folder, key: 'sub/a\n%41.png' },
  });
});

watching(
  'yields a file that is renamed into place at once, and again when it is replaced',
  NEVER,
  async (folder, watch) => {
    deliver(folder, 'first.png');
    expect(await watch.names(1)).toEqual(['first.png']);
    // Half written; it would be complete only after NEVER.
    writeFileSync(join(folder, 'growing.png'), 'x');
    deliver(folder, 'second.png');
    expect(await watch.names(1)).toEqual(['second.png']);
    deliver(folder, 'first.png', 'longer than before');
    expect(await watch.names(1)).toEqual(['first.png']);
  },
);

watching(
  'loses none of hundreds of files that another process writes',
  SOON,
  async (folder, watch) => {
    const script = `
    const fs = require('node:fs');
    for (let n = 0; n < 400; n += 1) {
      const sub = process.argv[1] + '/' + (n % 7);
      fs.mkdirSync(sub, { recursive: true });
      fs.writeFileSync(sub + '/' + n + '.png', 'content of ' + n);
    }`;
    const writer = spawn(process.execPath, ['-e', script, folder], { stdio: 'inherit' });
    const ended = once(writer, 'close');
    const contents = new Map<string, string>();
    const isWhole = ([name, content]: [string, string]) => content === `content of ${name}`;
    while ([...contents].filter(isWhole).length < 400) {
      const { path, address } = await watch.next();
      contents.set(basename(path, '.png'), await readFile(absolutePath(address), 'utf8'));
    }
    expect(contents.size).toBe(400);
    expect(await ended).toEqual([0, null]);
  },
);

it('reports that the folder vanished, and continues when it is back', async () => {
  await withFolder(async (parent) => {
    const folder = join(parent, 'inbox');
    plant(folder, 'sub/before.png');
    chmodSync(parent, 0o755);
    const watch = new WatchProcess(folder, SOON);
    expect(await watch.said()).toBe('sub/before.png');
    rmSync(folder, { recursive: true });
    expect(await watch.said()).toBe('folder-gone');
    plant(folder, 'sub/after.png');
    expect(await watch.said()).toBe('folder-back');
    expect(await watch.said()).toBe('sub/after.png');
    expect(await watch.end()).toEqual(['ended', 0]);
  });
});

it('reports a yielded file that is removed, but not one that is replaced', async () => {
  await withFolder(async (parent) => {
    const folder = join(parent, 'inbox');
    plantOld(folder, 'a.png', 'b.png', 'notes.txt');
    chmodSync(parent, 0o755);
    const watch = new WatchProcess(folder, SOON);
    const first = [await watch.said(), await watch.said(), await watch.said()];
    expect(first).toEqual(['a.png', 'b.png', 'passed over other']);
    rmSync(join(folder, 'b.png'));
    deliver(folder, 'b.png', 'longer than before');
    expect(await watch.said()).toBe('b.png');
    rmSync(join(folder, 'notes.txt'));
    rmSync(join(folder, 'a.png'));
    expect(await watch.said()).toBe('removed a.png');
    deliver(folder, 'a.png');
    expect(await watch.said()).toBe('a.png');
    expect(await watch.end()).toEqual(['ended', 0]);
  });
});

it('waits for a folder that does not exist yet', async () => {
  await withFolder(async (parent) => {
    const folder = join(parent, 'not', 'yet');
    chmodSync(parent, 0o755);
    const watch = new WatchProcess(folder, SOON);
    expect(await watch.said()).toBe('folder-gone');
    plant(folder, 'a.png');
    expect(await watch.said()).toBe('folder-back');
    expect(await watch.said()).toBe('a.png');
    expect(await watch.end()).toEqual(['ended', 0]);
  });
});

it('reports that part of the folder cannot be watched, and watches the rest', async () => {
  await withFolder(async (parent) => {
    const folder = join(parent, 'inbox');
    plant(folder, 'locked/a.png', 'open/b.png');
    chmodSync(parent, 0o755);
    chmodSync(join(folder, 'locked'), 0o000);
    const watch = new WatchProcess(folder, SOON);
    expect([await watch.said(), await watch.said()].sort()).toEqual(['not-watched', 'open/b.png']);
    expect(await watch.end()).toEqual(['ended', 0]);
    chmodSync(join(folder, 'locked'), 0o755);
  });
});

it('looks for changes at an interval, for shares where the system reports none', async () => {
  await withFolder(async (parent) => {
    const folder = join(parent, 'inbox');
    plant(folder, 'a.png');
    chmodSync(parent, 0o755);
    const watch = new WatchProcess(folder, SOON, { pollMs: 100 });
    expect(await watch.said()).toBe('a.png');
    plant(folder, 'sub/b.png');
    expect(await watch.said()).toBe('sub/b.png');
    rmSync(join(folder, 'a.png'));
    expect(await watch.said()).toBe('removed a.png');
    expect(await watch.end()).toEqual(['ended', 0]);
  });
});

it('says once that the limit of watches is reached, and looks for the rest', async () => {
  await withFolder(async (parent) => {
    const folder = join(parent, 'inbox');
    plant(folder, '1/a.png', '2/a.png', '3/a.png');
    chmodSync(parent, 0o755);
    const watch = new WatchProcess(folder, SOON, { preload: 'watch-limit.mjs' });
    const said = [];
    while (said.length < 4) said.push(await watch.said());
    expect(said.sort()).toEqual(['1/a.png', '2/a.png', '3/a.png', 'polled']);
    plant(folder, '3/b.png');
    expect(await watch.said()).toBe('3/b.png');
    expect(await watch.end()).toEqual(['ended', 0]);
  });
});

it('reports links instead of following them: those that are there, that arrive, and that replace an image', () =>
  withFolder(async (parent) => {
    plantOld(parent, 'inbox/a.png', 'inbox/sub/b.png', 'outside/c.png');
    const folder = join(parent, 'link');
    symlinkSync('inbox', folder);
    symlinkSync(join(parent, 'outside'), join(folder, 'sub/out'));
    const found = watchFolder(folder, { settleMs: SOON });
    const next = async (): Promise<unknown> => {
      const { value } = await found.next();
      if ('passedOver' in value) return `${value.kind} ${basename(value.passedOver)}`;
      return 'path' in value ? basename(value.path) : `removed ${basename(value.removed.path)}`;
    };
    const first = [await next(), await next(), await next()];
    expect(first.sort()).toEqual(['a.png', 'b.png', 'link out']);
    symlinkSync('../outside/c.png', join(folder, 'late.png'));
    expect(await next()).toBe('link late.png');
    symlinkSync('../outside/c.png', join(parent, 'draft'));
    renameSync(join(parent, 'draft'), join(folder, 'a.png'));
    expect(await next()).toBe('link a.png');
    plant(folder, 'd.png');
    expect(await next()).toBe('d.png');
    await found.return(undefined);
  }));

it('does not follow a link in circles when links are followed', () =>
  withFolder(async (folder) => {
    symlinkSync('.', join(folder, 'loop'));
    plant(folder, 'a.png');
    const found = watchFolder(folder, { settleMs: SOON, followLinks: true });
    expect((await found.next()).value).toHaveProperty('path', join(folder, 'a.png'));
    plant(folder, 'b.png');
    expect((await found.next()).value).toHaveProperty('path', join(folder, 'b.png'));
    await found.return(undefined);
  }));

it('ends at once, and yields nothing more, when aborted', async () => {
  await withFolder(async (folder) => {
    plantOld(folder, 'a.png', 'b.png');
    const abort = new AbortController();
    const seen: string[] = [];
    for await (const found of watchFolder(folder, { signal: abort.signal, settleMs: NEVER })) {
      seen.push('path' in found ? basename(found.path) : 'a removal');
      abort.abort();
    }
    expect(seen).toEqual(['a.png']);
    for await (const _ of watchFolder(folder, { signal: abort.signal, settleMs: NEVER })) {
      seen.push('another');
    }
    expect(seen).toEqual(['a.png']);
  });
});

it('ends with its consumer', async () => {
  await withFolder(async (folder) => {
    plantOld(folder, 'a.png', 'b.png');
    const found = watchFolder(folder, { settleMs: NEVER });
    expect((await found.next()).value).toHaveProperty('path', join(folder, 'a.png'));
    expect(await found.return(undefined)).toEqual({ done: true, value: undefined });
  });
});

it('refuses to watch a file', async () => {
  await withFolder(async (folder) => {
    plant(folder, 'a.png');
    const attempt = watchFolder(join(folder, 'a.png')).next();
    expect((await failureOf(attempt, 'settings-invalid')).message).toMatch(/Name the folder/);
  });
});
