import { isAbsolute } from 'node:path';
import { GlyphwatchError, imageIdOf, type Result } from '@glyphwatch/domain';
import { FileImage } from '@glyphwatch/file-image-source';
import type { Config } from '../settings/read-config.ts';

/** The bytes of the image version that was read; fails with `image-gone` when it is another one by now, or not on this machine. */
export async function readVersion(
  { address, version }: Result,
  { maxBytes }: Pick<Config, 'maxBytes'>,
): Promise<Uint8Array> {
  const path = imageIdOf(address);
  if (!isAbsolute(path)) {
    throw new GlyphwatchError('image-gone', 'The picture is not on this machine.');
  }
  const image = new FileImage({ path, address }, { maxBytes });
  const { hash } = await image.identify();
  if (hash !== version) {
    const message = 'The image has changed since it was read. It is shown once it was read again.';
    throw new GlyphwatchError('image-gone', message);
  }
  return image.read();
}
