import type { ImageSource } from '@glyphwatch/domain';

export function imageOf(bytes: Uint8Array, key = 'sample.png'): ImageSource {
  return { address: { bucket: 'samples', key }, read: async () => bytes };
}
