import { appendFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFolder } from '@glyphwatch/domain/contracts';
import { Settling } from './settling.ts';

/** A folder with one file, and timers that fire only on demand. */
class Story {
  readonly path: string;
  readonly completed: string[] = [];
  /** Whether the file counts as passed on. */
  isImage = true;
  readonly #strokes = new Set<() => Promise<void>>();
  readonly settling = new Settling({
    later: (work) => {
      this.#strokes.add(work);
      return () => this.#strokes.delete(work);
    },
    onComplete: async (_, again) => {
      this.completed.push(`${statSync(this.path).size}${again ? ' again' : ''}`);
      return this.isImage;
    },
  });

  constructor(folder: string) {
    this.path = join(folder, 'sign.png');
  }

  get isWaiting(): boolean {
    return this.#strokes.size > 0;
  }

  check(): Promise<void> {
    return this.settling.check(this.path);
  }

  /** Lets the settling time pass. */
  async pass(): Promise<void> {
    const strokes = [...this.#strokes];
    this.#strokes.clear();
    for (const stroke of strokes) await stroke();
  }
}

const about = (title: string, test: (story: Story) => Promise<void>) =>
  it(title, () => withFolder((folder) => test(new Story(folder))));

/** Sets back the modification time, so that the next change of the file is visible. */
function age(path: string): void {
  const { atime, mtimeMs } = statSync(path);
  utimesSync(path, atime, (mtimeMs - 60_000) / 1000);
}

about('waits until a file has stopped changing', async (story) => {
  writeFileSync(story.path, 'KEEP');
  await story.check();
  expect(story.completed).toEqual([]);
  await story.pass();
  expect(story.completed).toEqual(['4']);
  expect(story.isWaiting).toBe(false);
});

about('passes on a slowly growing file once, when it is complete', async (story) => {
  writeFileSync(story.path, 'K');
  await story.check();
  for (const letter of 'EEP OUT') {
    appendFileSync(story.path, letter);
    await story.pass();
  }
  expect(story.completed).toEqual([]);
  await story.pass();
  expect(story.completed).toEqual(['8']);
  await story.pass();
  expect(story.completed).toEqual(['8']);
});

about('notices growth without an event', async (story) => {
  writeFileSync(story.path, 'KEEP');
  await story.check();
  appendFileSync(story.path, ' OUT');
  await story.pass();
  expect([story.completed, story.isWaiting]).toEqual([[], true]);
});

about('passes on at once what was renamed into place', async (story) => {
  writeFileSync(`${story.path}.part`, 'KEEP OUT');
  age(`${story.path}.part`);
  renameSync(`${story.path}.part`, story.path);
  await story.check();
  expect(story.completed).toEqual(['8']);
});

about('never considers an empty file complete at once', async (story) => {
  writeFileSync(story.path, '');
  age(story.path);
  await story.check();
  expect(story.completed).toEqual([]);
  await story.pass();
  expect(story.completed).toEqual(['0']);
});

about('passes on a file again when it was written to or replaced', async (story) => {
  writeFileSync(story.path, 'KEEP');
  await story.check();
  await story.pass();
  appendFileSync(story.path, ' OUT');
  await story.check();
  await story.pass();
  writeFileSync(`${story.path}.part`, 'NO ENTRY!');
  age(`${story.path}.part`);
  renameSync(`${story.path}.part`, story.path);
  await story.check();
  expect(story.completed).toEqual(['4', '8 again', '9 again']);
});

about('does not pass on a file again that was only read', async (story) => {
  writeFileSync(story.path, 'KEEP');
  await story.check();
  await story.pass();
  await story.check();
  expect([story.completed, story.isWaiting]).toEqual([['4'], false]);
});

about('never passes on what was deleted before it was complete', async (story) => {
  writeFileSync(story.path, 'KEEP');
  await story.check();
  rmSync(story.path);
  await story.pass();
  expect([story.completed, story.isWaiting]).toEqual([[], false]);
});

about('passes on a file again that was deleted and written again', async (story) => {
  writeFileSync(story.path, 'KEEP');
  await story.check();
  await story.pass();
  rmSync(story.path);
  story.settling.forget(story.path);
  writeFileSync(story.path, 'KEEP');
  await story.check();
  await story.pass();
  expect(story.completed).toEqual(['4', '4']);
});

about('forgets a file that was not passed on without a word', async (story) => {
  writeFileSync(story.path, 'KEEP');
  story.isImage = false;
  await story.check();
  await story.pass();
  expect(story.settling.forget(story.path)).toBe(false);
  story.isImage = true;
  await story.check();
  await story.pass();
  expect(story.completed).toEqual(['4', '4']);
  expect(story.settling.forget(story.path)).toBe(true);
});

about('considers a file complete that has not changed for long', async (story) => {
  writeFileSync(story.path, 'KEEP');
  await story.settling.check(story.path, statSync(story.path).ctimeMs + 1);
  expect(story.completed).toEqual(['4']);
});

about('cancels its timers when it is stopped', async (story) => {
  writeFileSync(story.path, 'KEEP');
  await story.check();
  story.settling.stop();
  expect(story.isWaiting).toBe(false);
  await story.check();
  expect(story.isWaiting).toBe(false);
});
