import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageSource } from '@glyphwatch/domain';
import { scannedShowing } from '../testing/scanned-sample.ts';
import { PictureWriter } from './picture-writer.ts';

const image: ImageSource = {
  address: { bucket: '/photos', key: 'yard/gate.jpg' },
  read: async () => Buffer.from('pixels'),
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('saves the picture under the path of its image', async () => {
  const draw = async function* (bytes: Uint8Array) {
    yield { png: Buffer.concat([Buffer.from('boxed '), bytes]) };
  };
  await new PictureWriter(folder, draw).write(image, scannedShowing('KEEP OUT', 'OUT'));
  expect(readFileSync(join(folder, 'yard/gate.jpg.png'), 'utf8')).toBe('boxed pixels');
  expect(readdirSync(join(folder, 'yard'))).toEqual(['gate.jpg.png']);
});

it('saves pictures that only their owner may see, like the store', async () => {
  const draw = async function* (png: Uint8Array) {
    yield { png };
  };
  await new PictureWriter(folder, draw).write(image, scannedShowing('KEEP OUT', 'OUT'));
  const modeOf = (name: string): string => (statSync(join(folder, name)).mode & 0o777).toString(8);
  expect([modeOf('yard'), modeOf('yard/gate.jpg.png')]).toEqual(['700', '600']);
});

it('saves a picture for each page with a match', async () => {
  const draw = async function* (png: Uint8Array) {
    yield { page: 3, png };
    yield { page: 12, png };
  };
  await new PictureWriter(folder, draw).write(image, scannedShowing('KEEP OUT', 'OUT'));
  expect(readdirSync(join(folder, 'yard')).sort()).toEqual(['gate.jpg.p12.png', 'gate.jpg.p3.png']);
});

it('draws nothing where nothing matched', async () => {
  const draw = async function* (png: Uint8Array) {
    yield { png };
  };
  await new PictureWriter(folder, draw).write(image, scannedShowing('KEEP OUT', 'STAY'));
  expect(readdirSync(folder)).toEqual([]);
});
