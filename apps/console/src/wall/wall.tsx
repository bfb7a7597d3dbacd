import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Failure, Loading } from '../parts/states.tsx';
import { route } from '../url/router.ts';
import { words } from '../words.ts';
import { CellView } from './cell.tsx';
import { cellId } from './cells.ts';
import { useWallKeys } from './use-wall-keys.ts';
import { MOST_CELLS, type WallStore } from './wall-store.ts';
import { layOut, mountedRows, rowsInView, type Range } from './windowing.ts';

/** Must fit `.cell` in wall.css. */
const SIZES = { minWidth: 216, cellHeight: 252, gap: 12 };

/** Cells of one size, of which only those near the view are mounted. */
export function WallGrid({ store, label }: { store: WallStore; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  const range = useSignal<Range>({ first: 0, last: 5 });
  const layout = useComputed(() => layOut(width.value, store.items.value.length, SIZES));

  const measure = () => {
    if (!box.current) return;
    width.value = box.current.clientWidth;
    const { top } = box.current.getBoundingClientRect();
    const seen = rowsInView(layout.value, top, innerHeight);
    const { first, last } = range.peek();
    if (seen.first !== first || seen.last !== last) range.value = seen;
    if (seen.last >= layout.value.rows - 3) void store.loadMore();
  };
  const items = store.items.value;
  useLayoutEffect(measure, [store, items.length]);
  useEffect(() => {
    const onScroll = () => {
      store.scrollY = scrollY;
      measure();
    };
    const resized = new ResizeObserver(measure);
    if (box.current) resized.observe(box.current);
    addEventListener('scroll', onScroll, { passive: true });
    addEventListener('resize', measure);
    return () => {
      resized.disconnect();
      removeEventListener('scroll', onScroll);
      removeEventListener('resize', measure);
    };
  }, [store]);
  const { onSelect, focusedIndex } = useWallKeys(store, layout, box);
  useReturn(store, box);

  const { columns, rows, pitch, height } = layout.value;
  const focused = focusedIndex >= 0 ? Math.floor(focusedIndex / columns) : undefined;
  const reachable = Math.max(0, focusedIndex);
  return (
    <>
      <div
        ref={box}
        role="grid"
        class="wall"
        aria-label={label}
        aria-rowcount={store.done.value ? rows : -1}
        aria-colcount={columns}
        aria-multiselectable="true"
        aria-busy={store.loading.value}
        style={{ blockSize: `${height}px`, '--columns': String(columns) }}
      >
        {mountedRows(range.value, focused)
          .filter((row) => row < rows)
          .map((row) => (
            <div
              key={row}
              role="row"
              aria-rowindex={row + 1}
              class="wall-row"
              style={{ transform: `translateY(${row * pitch}px)` }}
            >
              {items.slice(row * columns, (row + 1) * columns).map((cell, column) => (
                <CellView
                  key={cellId(cell)}
                  {...{ cell, store, column, onSelect, route: route.value }}
                  reachable={row * columns + column === reachable}
                />
              ))}
            </div>
          ))}
      </div>
      {store.loading.value && items.length > 0 && <Loading what={words.loadingMore} />}
      {store.error.value !== undefined && items.length > 0 && (
        <Failure error={store.error.value} title={words.failed.more} />
      )}
      {items.length >= MOST_CELLS && <p class="wall-end">{words.wallEnds}</p>}
    </>
  );
}

/** Back from an image: the same place, the same cell. */
function useReturn(store: WallStore, box: { readonly current: HTMLDivElement | null }): void {
  useLayoutEffect(() => {
    const id = store.focused.peek();
    if (id === undefined) return scrollTo(0, 0);
    // The wall has its height only in the next frame, and the cell is mounted in the one after.
    let frame = requestAnimationFrame(() => {
      scrollTo(0, store.scrollY);
      frame = requestAnimationFrame(() => {
        const cell = box.current?.querySelector<HTMLElement>(`[data-cell="${CSS.escape(id)}"]`);
        cell?.focus({ preventScroll: true });
        cell?.scrollIntoView({ block: 'nearest' });
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [store]);
}
