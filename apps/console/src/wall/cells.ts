import type { AlertCell, ImageCell } from '@glyphwatch/console-api/shapes';

export type Cell = AlertCell | ImageCell;

export const isAlert = (cell: Cell): cell is AlertCell => 'verdict' in cell;

/** What tells a cell from the others of its wall. */
export const cellId = (cell: Cell): string => (isAlert(cell) ? cell.id : cell.imageId);
