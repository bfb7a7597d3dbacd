import { escapeControls } from '@glyphwatch/document-reader';

/** On one line, with nothing hidden and nothing left out. */
export function showCell(text: string): string {
  return escapeControls(text.replace(/\s*\n\s*/g, ' '));
}
