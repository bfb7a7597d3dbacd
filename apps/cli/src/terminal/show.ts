import { printable } from '@glyphwatch/notification-text';
import { escapeControls } from '@glyphwatch/document-reader';

const MAX_TEXT_LENGTH = 200;

/** Escaped, so that different names look different and none can control the terminal. */
export function showName(name: string): string {
  return escapeControls(name);
}

/** Untrusted text on one line: escaped and cut to a sensible length. */
export function showText(text: string): string {
  return printable(text, { maxLength: MAX_TEXT_LENGTH });
}

/** `1 image`, `2 images`. */
export function count(number: number, one: string, many: string = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
