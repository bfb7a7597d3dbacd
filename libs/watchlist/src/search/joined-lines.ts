import { NO_LINE } from '../text/line-graph.ts';
import type { Page } from '../text/page.ts';
import { sheetAt } from '../text/sheets.ts';

/**
 * Lines in which a token that a terminal or a column broke may go on: the next one that the engine read, and where the
 * geometry leads. Never on another sheet.
 */
export function nextLines({ graph, sheets }: Page, line: number): readonly number[] {
  const { endLine = 0 } = sheetAt(sheets, line) ?? {};
  const read = line + 1 < endLine ? [line + 1] : [];
  const led = [graph.below[line] ?? NO_LINE, graph.wrap[line] ?? NO_LINE];
  return [...new Set([...read, ...led.filter((next) => next !== NO_LINE)])];
}

/**
 * For each line that may go on elsewhere than in the next one that was read, as in columns: the line, and up to `most`
 * lines after it.
 */
export function* columnsOf(page: Page, most: number): Generator<readonly number[]> {
  const { below, wrap } = page.graph;
  const after = (line: number, link: Int32Array): number => link[line] ?? NO_LINE;
  const onward = (line: number): number => {
    const next = after(line, below);
    return next === NO_LINE ? after(line, wrap) : next;
  };
  for (let line = 0; line < below.length; line++) {
    for (const link of [below, wrap]) {
      const lines = [line];
      let next = after(line, link);
      for (; next !== NO_LINE && lines.length <= most; next = onward(next)) lines.push(next);
      const isInOrder = lines.every((one, index) => one === line + index);
      if (!isInOrder) yield lines;
    }
  }
}
