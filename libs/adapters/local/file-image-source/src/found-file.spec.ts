import { imageIdOf } from '@glyphwatch/domain';
import { absolutePath, addressOf } from './found-file.ts';

it('addresses a file below the folder relative to it', () => {
  expect(addressOf('/photos/2026/a b.png', '/photos')).toEqual({
    bucket: '/photos',
    key: '2026/a b.png',
  });
  expect(addressOf('/photos/2026/../x.png', '/photos/')).toEqual({
    bucket: '/photos',
    key: 'x.png',
  });
});

it('addresses any other file relative to its own folder', () => {
  expect(addressOf('/other/x.png', '/photos')).toEqual({ bucket: '/other', key: 'x.png' });
  expect(addressOf('/photos-2/x.png', '/photos')).toEqual({ bucket: '/photos-2', key: 'x.png' });
});

it('derives the image id from the absolute path, whatever the address is relative to', () => {
  const path = '/photos/-%41+\n🚪/x.png';
  for (const root of ['/', '/photos', '/photos/-%41+\n🚪', '/elsewhere']) {
    expect(imageIdOf(addressOf(path, root))).toBe(path);
    expect(absolutePath(addressOf(path, root))).toBe(path);
  }
  expect(imageIdOf(addressOf('/x.png', '/photos'))).toBe('/x.png');
});
