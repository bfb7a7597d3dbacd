import { appendFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { withFolder } from '@glyphwatch/domain/contracts';
import { PATIENCE_MS, Settling } from './settling.ts';

/** A folder with one file, and timers that fire only on demand. */
class Story {
  readonly path: string;
  readonly completed: string[] = [];
  /** Whether the file counts as passed on. */
  isImage = true;
  /** Whether the file ends as it must. */
  isWhole = true;
  readonly #strokes = new Set<() => Promise<void>>();
  readonly #longStrokes = new Set<() => Promise<void>>();
  readonly settling = new Settling({
    later: (work, patiently) => {
      const strokes = patiently ? this.#longStrokes : this.#strokes;
      strokes.add(work);
      return () => strokes.delete(work);
    },
    isWhole: async () => this.isWhole,
    stat,
    onComplete: async (_, again) => {
      this.completed.push(`${statSync(this.path).size}${again ? ' again' : ''}`);
      return this.isImage;
    },
  });

  constructor(folder: string) {
    this.path = join(folder, 'sign.png');
  }

  get isWaiting(): boolean {
    return this.#strokes.size + this.#longStrokes.size > 0;
  }

  check(): Promise<void> {
    return this.settling.check(this.path);
  }

  /** Lets the settling time pass. */
  pass(): Promise<void> {
    return this.#run(this.#strokes);
  }

  /** Lets more time pass than any writer pauses. */
  passLong(): Promise<void> {
    return this.#run(this.#longStrokes);
  }

  async #run(strokes: Set<() => Promise<void>>): Promise<void> {
    const due = [...strokes];
    strokes.clear();
    for (const stroke of due) await stroke();
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

about('does not wait for the end of a file that has not changed for very long', async (story) => {
  writeFileSync(story.path, 'KEEP');
  story.isWhole = false;
  await story.settling.check(story.path, statSync(story.path).ctimeMs + 1);
  expect(story.completed).toEqual([]);
  await story.settling.check(story.path, statSync(story.path).ctimeMs + PATIENCE_MS + 1);
  expect(story.completed).toEqual(['4']);
});

about('waits longer for the rest of a file whose writer pauses', async (story) => {
  writeFileSync(story.path, 'KEEP');
  story.isWhole = false;
  await story.check();
  await story.pass();
  appendFileSync(story.path, ' OUT');
  story.isWhole = true;
  await story.passLong();
  expect(story.completed).toEqual([]);
  await story.pass();
  expect(story.completed).toEqual(['8']);
});

about('passes on a file that stays without its end, because it is damaged', async (story) => {
  writeFileSync(story.path, 'KEEP');
  story.isWhole = false;
  await story.check();
  await story.pass();
  await story.pass();
  expect([story.completed, story.isWaiting]).toEqual([[], true]);
  await story.passLong();
  expect([story.completed, story.isWaiting]).toEqual([['4'], false]);
});

about('cancels its timers when it is stopped', async (story) => {
  writeFileSync(story.path, 'KEEP');
  await story.check();
  story.settling.stop();
  expect(story.isWaiting).toBe(false);
  await story.check();
  expect(story.isWaiting).toBe(false);
});
