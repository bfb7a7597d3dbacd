import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Notification } from '@glyphwatch/domain';
import { addressOf } from '@glyphwatch/file-image-source';
import sharp from 'sharp';
import { cutOutOfFile } from './cut-out-of-file.ts';
import { pngOf } from '../testing/picture.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

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
  const picture = await cutOutOfFile(notification);
  expect((await sharp(picture).metadata()).format).toBe('jpeg');
});

it('cuts out nothing once the file has changed or is gone', async () => {
  const notification = await notificationAbout(await pngOf(['KEEP OUT']));
  writeFileSync(notification.imageId, await pngOf(['SOMETHING ELSE']));
  expect(await cutOutOfFile(notification)).toBeUndefined();
  rmSync(notification.imageId);
  expect(await cutOutOfFile(notification)).toBeUndefined();
});
