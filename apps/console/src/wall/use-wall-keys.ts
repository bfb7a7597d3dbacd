import type { ReadonlySignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { useKeys } from '../keys/use-keys.ts';
import { cellId } from './cells.ts';
import type { WallStore } from './wall-store.ts';
import { moveBy, type Layout } from './windowing.ts';

const LETTERS: Readonly<Record<string, string>> = {
  h: 'ArrowLeft',
  j: 'ArrowDown',
  k: 'ArrowUp',
  l: 'ArrowRight',
};

/** Arrows and `hjkl` move the focus, `x` selects, `Shift+X` selects up to here. */
export function useWallKeys(
  store: WallStore,
  layout: ReadonlySignal<Layout>,
  box: { readonly current: HTMLDivElement | null },
) {
  const anchor = useRef<string | undefined>(undefined);
  const ids = store.items.value.map(cellId);
  const focusedIndex = ids.indexOf(store.focused.value ?? '');

  const focusAt = (index: number) => {
    const id = ids[index];
    if (id === undefined) return;
    store.focused.value = id;
    // Its row is mounted by then, wherever it is.
    requestAnimationFrame(() => {
      const cell = box.current?.querySelector<HTMLElement>(`[data-cell="${CSS.escape(id)}"]`);
      cell?.focus();
      cell?.scrollIntoView({ block: 'nearest' });
    });
  };
  const move = (key: string) =>
    focusAt(focusedIndex < 0 ? 0 : moveBy(key, focusedIndex, ids.length, layout.peek().columns));
  const onSelect = (id: string, range: boolean) => {
    const from = range ? ids.indexOf(anchor.current ?? id) : ids.indexOf(id);
    const to = ids.indexOf(id);
    const next = new Set(store.selected.value);
    if (range)
      for (const one of ids.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(one);
    else if (!next.delete(id)) next.add(id);
    anchor.current = id;
    store.select(next);
  };
  const selectFocused = (range: boolean) => () => {
    if (store.focused.value !== undefined) onSelect(store.focused.value, range);
  };

  const arrows = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];
  useKeys({
    ...Object.fromEntries(arrows.map((key) => [key, () => move(key)])),
    ...Object.fromEntries(
      Object.entries(LETTERS).map(([letter, key]) => [letter, () => move(key)]),
    ),
    x: selectFocused(false),
    X: selectFocused(true),
    Escape: () => store.select([]),
  });
  return { onSelect, focusedIndex, focusAt };
}
