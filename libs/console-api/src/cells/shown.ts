import { printable } from '@glyphwatch/notification-text';

const MAX_NAME = 1024;
const MAX_TEXT = 10_000;

/** Strangers' text as one safe line: no control, no bidi, nothing hidden. */
export function shownText(text: string): string {
  return printable(text, { maxLength: MAX_TEXT });
}

export function shownName(name: string): string {
  return printable(name, { maxLength: MAX_NAME });
}

/** The last part of a key. */
export function nameOf(key: string): string {
  return shownName(key.slice(key.lastIndexOf('/') + 1));
}
