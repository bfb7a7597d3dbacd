import { printable } from '@glyphwatch/notification-text';
import { escapeControls } from '@glyphwatch/document-reader';

const LONGEST_TEXT = 200;

/** A name so that two different ones look different and nothing in it acts on a terminal. */
export function showName(name: string): string {
  return escapeControls(name);
}

/** A stranger's text on one line of a terminal. */
export function showText(text: string): string {
  return printable(text, { maxLength: LONGEST_TEXT });
}

export function showPercent(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`;
}

/** `1 image`, `2 images`. */
export function count(number: number, one: string, many: string = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
