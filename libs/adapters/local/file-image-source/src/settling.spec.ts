import { appendFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFolder } from '@glyphwatch/domain/contracts';
import { Settling } from './settling.ts';

/** A folder with one file, and a clock whose hours strike only when told. */
class Story {
  readonly path: string;
  readonly completed: string[] = [];
  readonly #strokes = new Set<() => Promise<void>>();
  readonly settling = new Settling({
    later: (work) => {
      this.#strokes.add(work);
      return () => this.#strokes.delete(work);
    },
    onComplete: () => this.completed.push(String(statSync(this.path).size)),
  });

  constructor(folder: string) {
    this.path = join(folder, 'sign.png');
  }

  get isWaiting(): boolean {
    return this.#strokes.size > 0;
  }

  look(): Promise<void> {
    return this.settling.look(this.path);
  }

  /** The time that a complete file stays as it is has passed. */
  async pass(): Promise<void> {
    const strokes = [...this.#strokes];
    this.#strokes.clear();
    for (const stroke of strokes) await stroke();
  }
}

const about = (title: string, test: (story: Story) => Promise<void>) =>
  it(title, () => withFolder((folder) => test(new Story(folder))));

/** Sets the time of the last writing back, so that what touches the file next is told apart from it. */
function age(path: string): void {
  const { atime, mtimeMs } = statSync(path);
  utimesSync(path, atime, (mtimeMs - 60_000) / 1000);
}

about('waits until a file stayed as it is', async (story) => {
  writeFileSync(story.path, 'KEEP');
  await story.look();
  expect(story.completed).toEqual([]);
  await story.pass();
  expect(story.completed).toEqual(['4']);
  expect(story.isWaiting).toBe(false);
});

about('hands on a file that grows slowly once, when it is done', async (story) => {
  writeFileSync(story.path, 'K');
  await story.look();
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

about('notices growth also when nobody tells', async (story) => {
  writeFileSync(story.path, 'KEEP');
  await story.look();
  appendFileSync(story.path, ' OUT');
  await story.pass();
  expect([story.completed, story.isWaiting]).toEqual([[], true]);
});

about('hands on at once what was renamed into place', async (story) => {
  writeFileSync(`${story.path}.part`, 'KEEP OUT');
  age(`${story.path}.part`);
  renameSync(`${story.path}.part`, story.path);
  await story.look();
  expect(story.completed).toEqual(['8']);
});

about('never takes an empty file for complete at once', async (story) => {
  writeFileSync(story.path, '');
  age(story.path);
  await story.look();
  expect(story.completed).toEqual([]);
  await story.pass();
  expect(story.completed).toEqual(['0']);
});

about('hands on a file again that was written to or replaced', async (story) => {
  writeFileSync(story.path, 'KEEP');
  await story.look();
  await story.pass();
  appendFileSync(story.path, ' OUT');
  await story.look();
  await story.pass();
  writeFileSync(`${story.path}.part`, 'NO ENTRY!');
  age(`${story.path}.part`);
  renameSync(`${story.path}.part`, story.path);
  await story.look();
  expect(story.completed).toEqual(['4', '8', '9']);
});

about('does not hand on a file again that was only looked at', async (story) => {
  writeFileSync(story.path, 'KEEP');
  await story.look();
  await story.pass();
  await story.look();
  expect([story.completed, story.isWaiting]).toEqual([['4'], false]);
});

about('never hands on what was deleted before it was complete', async (story) => {
  writeFileSync(story.path, 'KEEP');
  await story.look();
  rmSync(story.path);
  await story.pass();
  expect([story.completed, story.isWaiting]).toEqual([[], false]);
});

about('hands on a file again that was deleted and written anew', async (story) => {
  writeFileSync(story.path, 'KEEP');
  await story.look();
  await story.pass();
  rmSync(story.path);
  story.settling.forget(story.path);
  writeFileSync(story.path, 'KEEP');
  await story.look();
  await story.pass();
  expect(story.completed).toEqual(['4', '4']);
});

about('takes a file that nobody touched for long for complete', async (story) => {
  writeFileSync(story.path, 'KEEP');
  await story.settling.look(story.path, statSync(story.path).ctimeMs + 1);
  expect(story.completed).toEqual(['4']);
});

about('waits for nothing once it was stopped', async (story) => {
  writeFileSync(story.path, 'KEEP');
  await story.look();
  story.settling.stop();
  expect(story.isWaiting).toBe(false);
  await story.look();
  expect(story.isWaiting).toBe(false);
});
