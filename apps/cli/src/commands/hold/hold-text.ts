import type { Hold } from '@glyphwatch/domain';
import { showName, showText } from '../../terminal/show.ts';

/** `h-7a1c (rule gate; ann: case 12)` */
export function holdText({ id, of, value, by, why }: Hold): string {
  return `${showText(id)} (${of} ${showName(value)}; ${showText(by)}: ${showText(why)})`;
}
