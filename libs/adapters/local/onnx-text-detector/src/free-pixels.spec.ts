import sharp from 'sharp';
import { freePixels } from './free-pixels.ts';

it('gives back memory that a decoder allocated', async () => {
  const white = sharp({ create: { width: 8, height: 8, channels: 3, background: '#ffffff' } });
  const pixels = await white.raw().toBuffer();
  expect(pixels).toHaveLength(8 * 8 * 3);
  freePixels(pixels);
  expect(pixels.buffer.byteLength).toBe(0);
});

it('leaves memory alone that others share', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(4));
  freePixels(shared);
  expect(shared).toHaveLength(4);
});
