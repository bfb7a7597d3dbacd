import type { Route } from '../url/route.ts';
import { hrefOf, wallOf, wallParams } from '../url/route.ts';
import { current } from '../verdicts/judgements.ts';
import { visible } from '../text/visible.ts';
import { words } from '../words.ts';
import { AlertCellView } from './alert-cell.tsx';
import { cellId, isAlert, type Cell } from './cells.ts';
import { ImageCellView } from './image-cell.tsx';
import type { WallStore } from './wall-store.ts';

interface CellProps {
  readonly cell: Cell;
  readonly store: WallStore;
  readonly column: number;
  readonly route: Route;
  /** The one cell that Tab reaches. */
  readonly reachable: boolean;
  readonly onSelect: (id: string, range: boolean) => void;
}

/** One cell of the grid: a link to its image, and a box to select it. */
export function CellView({ cell, store, column, route, reachable, onSelect }: CellProps) {
  const id = cellId(cell);
  const selected = store.selected.value.has(id);
  const shown = isAlert(cell) ? current(cell) : cell;
  const severity = shown.severity ?? 'none';
  const away =
    isAlert(shown) && store.query.verdict !== undefined && shown.verdict !== store.query.verdict;
  return (
    <div
      role="gridcell"
      aria-colindex={column + 1}
      aria-selected={selected}
      class={`cell edge-${severity}${selected ? ' is-selected' : ''}${away ? ' is-away' : ''}`}
    >
      <a
        class="cell-link"
        data-cell={id}
        href={imageHref(shown, route)}
        tabIndex={reachable ? 0 : -1}
        onFocus={() => (store.focused.value = id)}
      >
        {isAlert(shown) ? <AlertCellView alert={shown} /> : <ImageCellView image={shown} />}
      </a>
      <label class="cell-select" title={words.select}>
        <input
          type="checkbox"
          tabIndex={-1}
          checked={selected}
          aria-label={words.selectCell(visible(shown.name))}
          onClick={(event) => onSelect(id, event.shiftKey)}
        />
      </label>
    </div>
  );
}

/** The image's address keeps the list that it was opened from, and which finding was meant. */
export function imageHref(cell: Cell, route: Route): string {
  const wall = wallOf(route);
  return hrefOf('image', {
    ...wallParams(route),
    wall: wall === 'images' ? 'images' : undefined,
    id: cell.imageId,
    ...(isAlert(cell) ? { finding: cell.ruleId } : {}),
  });
}
