import type { ImageAddress } from '@glyphwatch/domain';
import { defang, PICTURE_ENDINGS } from './defang.ts';
import { printable } from './printable.ts';

const LONGEST = 1200;
/** After its first dot only characters of host names: in `evil.com x.png` a mail program would link `evil.com`. */
const PICTURE_NAME = new RegExp(
  `^(?!.*www[.．])[^:@.．]*(?:\\.[\\p{L}\\p{M}\\p{N}_-]+)*\\.(?:${PICTURE_ENDINGS})$`,
  'iu',
);

/**
 * `bucket/key`, ready to paste. The bucket is the operator's own, dots and all. The key is an uploader's text: what a
 * mail program would turn into a link is defanged, but no program takes `gate.v2.jpg` for a host.
 */
export function copyableAddress({ bucket, key }: ImageAddress): string {
  const shown = printable(key, { maxLength: LONGEST });
  const nameAt = shown.lastIndexOf('/') + 1;
  const name = shown.slice(nameAt);
  const safeKey = defang(shown.slice(0, nameAt)) + (PICTURE_NAME.test(name) ? name : defang(name));
  return `${printable(bucket, { maxLength: LONGEST })}/${safeKey}`;
}
