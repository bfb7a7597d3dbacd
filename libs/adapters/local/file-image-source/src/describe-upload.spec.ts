import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  compareSequencers,
  type FinalStatus,
  imageIdOf,
  type Result,
  type Upload,
} from '@glyphwatch/domain';
import { failureOf, withFolder } from '@glyphwatch/domain/contracts';
import { addressOf, describeUpload, FileImage } from './index.ts';

const NOON = 1_760_000_000_000;

/** A file that is described several times, and the stored result about it. */
class Story {
  kept: Result | undefined;
  readonly path: string;

  constructor(folder: string) {
    this.path = join(folder, 'sign.png');
  }

  async describe(content: string, now: number): Promise<Upload> {
    writeFileSync(this.path, content);
    const image = this.image(now);
    return describeUpload(image, { find: async (id) => this.#find(id), clock: () => now });
  }

  /** The file as it is seen now. */
  image(now: number): FileImage {
    const file = { path: this.path, address: addressOf(this.path, '/') };
    return new FileImage(file, { clock: () => now });
  }

  keep(upload: Upload, status: FinalStatus = 'NO_MATCH'): void {
    const nothing = { ruleMatches: [], nearMisses: [], pending: [], unrecorded: [], notified: [] };
    const imageId = imageIdOf(upload.address);
    this.kept = { ...upload, imageId, status, updatedAt: 0, attempts: 1, ...nothing };
  }

  #find(imageId: string): Result | undefined {
    return this.kept?.imageId === imageId ? this.kept : undefined;
  }
}

const about = (title: string, test: (story: Story) => Promise<void>) =>
  it(title, () => withFolder((folder) => test(new Story(folder))));

about('describes a new file by its content and the moment it was first seen', async (story) => {
  const upload = await story.describe('KEEP OUT', NOON);
  expect(imageIdOf(upload.address)).toBe(story.path);
  expect(upload).toMatchObject({ size: 8, uploadedAt: NOON, sequencer: '000199C82CC000' });
  expect(upload.version).toMatch(/^[0-9a-f]{64}$/);
});

about('describes known content as before', async (story) => {
  const first = await story.describe('KEEP OUT', NOON);
  story.keep(first);
  expect(await story.describe('KEEP OUT', NOON + 5)).toEqual(first);
});

about('describes other content as newer', async (story) => {
  const first = await story.describe('KEEP OUT', NOON);
  story.keep(first);
  const second = await story.describe('NO ENTRY', NOON + 5);
  expect(second.version).not.toBe(first.version);
  expect(second.uploadedAt).toBe(NOON + 5);
  expect(compareSequencers(second.sequencer, first.sequencer)).toBeGreaterThan(0);
});

about('describes other content as newer even if the clock was set back', async (story) => {
  const first = await story.describe('KEEP OUT', NOON);
  story.keep(first);
  const second = await story.describe('NO ENTRY', NOON - 1_000_000);
  expect(compareSequencers(second.sequencer, first.sequencer)).toBeGreaterThan(0);
});

about('describes content that came back after another as newer', async (story) => {
  story.keep(await story.describe('KEEP OUT', NOON));
  const second = await story.describe('NO ENTRY', NOON + 1);
  story.keep(second);
  const third = await story.describe('KEEP OUT', NOON + 2);
  expect(compareSequencers(third.sequencer, second.sequencer)).toBeGreaterThan(0);
});

about('describes content that was gone and is back as newer', async (story) => {
  const first = await story.describe('KEEP OUT', NOON);
  story.keep(first, 'GONE');
  const again = await story.describe('KEEP OUT', NOON + 1);
  expect(again.version).toBe(first.version);
  expect(compareSequencers(again.sequencer, first.sequencer)).toBeGreaterThan(0);
});

about('never replaces what is stored by what an old listing said', async (story) => {
  const stored = await story.describe('KEEP OUT', NOON);
  story.keep(stored);
  let asked = 0;
  const listed = {
    address: stored.address,
    identify: async () => ({ hash: 'older', size: 1 }),
    identifyNow: async () => {
      asked += 1;
      return { hash: stored.version, size: 8 };
    },
  };
  const find = async () => story.kept;
  expect(await describeUpload(listed, { find, clock: () => NOON + 1 })).toEqual(stored);
  await describeUpload(listed, { find: async () => undefined, clock: () => NOON + 1 });
  // What the store does not know needs no second look.
  expect(asked).toBe(1);
});

about(
  'never replaces what another process read later by what it has read before',
  async (story) => {
    writeFileSync(story.path, 'KEEP OUT');
    const image = story.image(NOON);
    const { hash } = await image.identify();
    const newer = await story.describe('NO ENTRY', NOON + 1);
    story.keep(newer);
    const find = async () => story.kept;
    const clock = () => NOON + 2;
    expect(await describeUpload(image, { find, clock })).toEqual(newer);
    expect((await image.identify()).hash).not.toBe(hash);
  },
);

about(
  'describes what was read before as older than what another process reads later',
  async (story) => {
    writeFileSync(story.path, 'KEEP OUT');
    const image = story.image(NOON);
    await image.identify();
    const newer = await story.describe('NO ENTRY', NOON + 1);
    // The other process has not stored it yet.
    const older = await describeUpload(image, {
      find: async () => undefined,
      clock: () => NOON + 2,
    });
    expect(older.uploadedAt).toBe(NOON);
    expect(compareSequencers(older.sequencer, newer.sequencer)).toBeLessThan(0);
  },
);

about('fails like the image if it cannot be read', async (story) => {
  const image = new FileImage({ path: story.path, address: addressOf(story.path, '/') });
  const attempt = describeUpload(image, { find: async () => undefined, clock: () => NOON });
  await failureOf(attempt, 'image-gone');
});
