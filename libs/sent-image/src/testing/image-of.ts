import type { ImageSource } from '@glyphwatch/domain';

export function imageOf(bytes: Uint8Array): ImageSource {
  return { address: { bucket: 'yard', key: 'sample.png' }, read: async () => bytes };
}
