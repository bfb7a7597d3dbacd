import sharp from 'sharp';
import { freePixels } from './free-pixels.ts';

it('frees memory that a decoder allocated', async () => {
  const white = sharp({ create: { width: 8, height: 8, channels: 3, background: '#ffffff' } });
  const pixels = await white.raw().toBuffer();
  expect(pixels).toHaveLength(8 * 8 * 3);
  freePixels(pixels);
  expect(pixels.buffer.byteLength).toBe(0);
});

it.each([
  ['other threads share', new Uint8Array(new SharedArrayBuffer(4))],
  ['holds other data too', new Uint8Array(new ArrayBuffer(8), 2, 4)],
])('does not free memory that %s', (_, pixels) => {
  freePixels(pixels);
  expect(pixels).toHaveLength(4);
});
