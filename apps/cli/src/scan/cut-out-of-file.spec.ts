import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  layOutText,
  type Notification,
  type NotificationRule,
  type Result,
  type ScanOutcome,
} from '@glyphwatch/domain';
import { sampleMatch, sampleRuleMatch, sampleUpload } from '@glyphwatch/domain/contracts';
import { addressOf } from '@glyphwatch/file-image-source';
import { imagePdf, plainPicture } from '@glyphwatch/image-pages/testing';
import sharp from 'sharp';
import { cutOutOfFile } from './cut-out-of-file.ts';
import { pngOf } from '../testing/picture.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the store knows about the image. */
const storing =
  ({ version }: Notification, outcome: Partial<ScanOutcome> = {}) =>
  async (): Promise<Result> => ({
    ...sampleUpload(),
    ...{ imageId: 'x', status: 'MATCHED', version, attempts: 1, updatedAt: 0 },
    ...{ ruleMatches: [], nearMisses: [], pending: [], unrecorded: [], notified: [], ...outcome },
  });

async function notificationAbout(bytes: Uint8Array): Promise<Notification> {
  const file = join(folder, 'gate.png');
  writeFileSync(file, bytes);
  return {
    id: '1',
    channel: 'post',
    kind: 'matched',
    imageId: file,
    address: addressOf(file, folder),
    version: createHash('sha256').update(bytes).digest('hex'),
    uploadedAt: 0,
    status: 'MATCHED',
    rules: [],
  };
}

it('cuts the matched part out of the file', async () => {
  const notification = await notificationAbout(await pngOf(['KEEP OUT']));
  const picture = await cutOutOfFile(notification, storing(notification));
  expect((await sharp(picture).metadata()).format).toBe('jpeg');
});

it('cuts the matched part out of its page of a document', async () => {
  const colours = [
    [200, 0, 0],
    [0, 0, 200],
  ] as const;
  const pages = colours.map((colour) => plainPicture(colour, { width: 90, height: 60 }));
  const polygon = [
    { x: 0.7, y: 0.7 },
    { x: 0.8, y: 0.7 },
    { x: 0.8, y: 0.8 },
    { x: 0.7, y: 0.8 },
  ] as const;
  const match = sampleMatch({ page: 2, polygons: [polygon], polygonPages: [2] });
  const notification = await notificationAbout(imagePdf(pages));
  const rule: NotificationRule = {
    ...{ notificationId: '1', ruleId: 'gate', ruleVersion: '1', kind: 'watch', severity: 'high' },
    ...{ sensitive: false, tags: [], count: 1, matches: [match] },
  };
  const picture = await cutOutOfFile({ ...notification, rules: [rule] }, storing(notification));
  const [red, , blue] = (await sharp(picture).stats()).channels;
  expect(blue!.mean).toBeGreaterThan(2 * red!.mean);
});

it('cuts out nothing once the file has changed or is gone', async () => {
  const notification = await notificationAbout(await pngOf(['KEEP OUT']));
  writeFileSync(notification.imageId, await pngOf(['SOMETHING ELSE']));
  expect(await cutOutOfFile(notification, storing(notification))).toBeUndefined();
  rmSync(notification.imageId);
  expect(await cutOutOfFile(notification, storing(notification))).toBeUndefined();
});

it('covers what a sensitive rule of somebody else found in the same part', async () => {
  const white = { width: 90, height: 60, channels: 3, background: '#fff' } as const;
  const notification = await notificationAbout(await sharp({ create: white }).png().toBuffer());
  const detection = layOutText('SECRET');
  const matches = [sampleMatch({ text: 'SECRET', words: [[0, 0]] })];
  const meanOf = async (sensitive: boolean): Promise<number> => {
    const ruleMatches = [sampleRuleMatch({ sensitive, matches })];
    const picture = await cutOutOfFile(
      notification,
      storing(notification, { detection, ruleMatches }),
    );
    return (await sharp(picture).stats()).channels[0]?.mean ?? NaN;
  };
  expect(await meanOf(false)).toBeGreaterThan(250);
  expect(await meanOf(true)).toBeLessThan(120);
});

it('cuts out nothing if nothing is known about this version of the file', async () => {
  const notification = await notificationAbout(await pngOf(['KEEP OUT']));
  const other = storing({ ...notification, version: 'other' });
  expect(await cutOutOfFile(notification, other)).toBeUndefined();
  expect(await cutOutOfFile(notification, async () => undefined)).toBeUndefined();
});
