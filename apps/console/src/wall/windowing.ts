/*
 * All cells of a wall have one size, so which rows are seen is arithmetic. Only loaded cells have a place: the height of the
 * wall grows as pages come in, and ends before browsers lose count (2^24 px).
 */

export interface Layout {
  readonly columns: number;
  readonly rows: number;
  /** From the top of a row to that of the next, in CSS px. */
  readonly pitch: number;
  /** Of the whole wall, in CSS px. */
  readonly height: number;
}

export interface Sizes {
  readonly minWidth: number;
  readonly cellHeight: number;
  readonly gap: number;
}

/** Rows mounted above and below what is seen, so that scrolling shows no holes. */
const MARGIN = 2;

export function layOut(width: number, count: number, { minWidth, cellHeight, gap }: Sizes): Layout {
  const columns = Math.max(1, Math.floor((width + gap) / (minWidth + gap)));
  const rows = Math.ceil(count / columns);
  const pitch = cellHeight + gap;
  return { columns, rows, pitch, height: Math.max(0, rows * pitch - gap) };
}

export interface Range {
  readonly first: number;
  /** Inclusive; smaller than `first` if there is no row. */
  readonly last: number;
}

/** The rows to mount when the wall's top is at `top` of a viewport of `viewport` px; negative once scrolled past. */
export function rowsInView({ rows, pitch }: Layout, top: number, viewport: number): Range {
  const first = Math.floor(-top / pitch) - MARGIN;
  const last = Math.floor((viewport - top) / pitch) + MARGIN;
  return { first: Math.max(0, Math.min(first, rows - 1)), last: Math.min(rows - 1, last) };
}

/** Those rows and the one with the focus, which stays mounted so that it is not lost. In order. */
export function mountedRows({ first, last }: Range, focused: number | undefined): number[] {
  const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  if (focused === undefined || focused < 0 || rows.includes(focused)) return rows;
  return focused < first ? [focused, ...rows] : [...rows, focused];
}

/** Where a key leads from the cell at `index`; the same index where there is nothing. */
export function moveBy(key: string, index: number, count: number, columns: number): number {
  const to = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index - columns,
    ArrowDown: index + columns,
    Home: index - (index % columns),
    End: index - (index % columns) + columns - 1,
  }[key];
  if (to === undefined || to < 0) return index;
  if (to < count) return to;
  // Down from the last but one row, and to the end of a short last row.
  return key === 'ArrowRight' ? index : Math.max(index, count - 1);
}
