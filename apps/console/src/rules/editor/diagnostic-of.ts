import type { Problem } from '@glyphwatch/console-api/shapes';
import type { Diagnostic } from '@codemirror/lint';
import type { Text } from '@codemirror/state';
import { visible } from '../../text/visible.ts';

/** A problem's line, from its column on if it has one. Lines that are gone by now stand for the last one. */
export function diagnosticOf(doc: Text, { line, column, message, level }: Problem): Diagnostic {
  const { from, to, text } = doc.line(Math.min(Math.max(1, line), doc.lines));
  const start = column === undefined ? text.search(/\S|$/) : Math.min(column - 1, text.length);
  return { from: from + start, to, severity: level, message: visible(message) };
}
