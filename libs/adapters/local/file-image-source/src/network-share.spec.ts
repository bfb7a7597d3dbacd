import { join } from 'node:path';
import { withFolder } from '@glyphwatch/domain/contracts';
import { isOnShare, isShare } from './network-share.ts';

it.each([
  ['nfs', 0x6969],
  // As a signed number: statfs gives it so on some platforms.
  ['smb2', 0xfe534d42 | 0],
  ['fuse', 0x65735546],
])('takes %s for a share', (_, type) => {
  expect(isShare(type)).toBe(true);
});

it.each([
  ['ext4', 0xef53],
  ['tmpfs', 0x01021994],
  ['overlay', 0x794c7630],
])('does not take %s for a share', (_, type) => {
  expect(isShare(type)).toBe(false);
});

it('judges a folder that does not exist yet by the one above it', () =>
  withFolder(async (folder) => {
    expect(await isOnShare(join(folder, 'not', 'yet'))).toBe(await isOnShare(folder));
  }));
