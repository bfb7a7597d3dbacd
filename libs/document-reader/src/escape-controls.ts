/**
 * What a terminal would obey instead of show: controls (ANSI escapes begin with one), halves of characters, line
 * separators, and the marks that turn the direction of text round.
 */
const CONTROLS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Text that is safe to print: an escape character becomes the six characters `\u001b`. */
export function escapeControls(text: string): string {
  return text.replace(
    CONTROLS,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
