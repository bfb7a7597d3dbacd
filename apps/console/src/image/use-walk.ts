import { useEffect, useRef } from 'preact/hooks';
import { api } from '../api/calls.ts';
import { useAnswer } from '../parts/use-answer.ts';
import { useKeys } from '../keys/use-keys.ts';
import { back, navigate, route } from '../url/router.ts';
import { hrefOf, searchOf, wallOf, wallParams, wallQuery } from '../url/route.ts';
import { wallStore } from '../wall/wall-store.ts';
import { cellId } from '../wall/cells.ts';
import { fetchAhead } from './ahead.ts';

/** The images before and after this one in its list, and the keys that lead there. */
export function useWalk(id: string, list: string) {
  const wall = wallOf(route.value);
  const params = wallParams(route.value);
  const query = wallQuery(wall, params);
  const { data } = useAnswer(`${wall} ${id} ${searchOf(params)}`, (signal) =>
    api.neighbours(id, wall, query, signal),
  );
  const hrefTo = (to: string | undefined) =>
    to && hrefOf('image', { ...params, wall: wall === 'images' ? wall : undefined, id: to });
  const previous = hrefTo(data?.previous);
  const next = hrefTo(data?.next);
  useEffect(() => {
    if (data?.next) fetchAhead(data.next);
  }, [data?.next]);
  // The list finds the image again that was looked at last.
  useEffect(() => {
    const store = wallStore(wall, query);
    const cell = store.items.peek().find(({ imageId }) => imageId === id);
    if (cell) store.focused.value = cellId(cell);
  }, [id]);
  // A key that was pressed before the answer came is not lost.
  const wanted = useRef<'previous' | 'next' | undefined>();
  const go = (way: 'previous' | 'next') => () => {
    const href = way === 'next' ? next : previous;
    if (href) navigate(href, { replace: true });
    else if (!data) wanted.current = way;
  };
  useEffect(() => {
    const way = wanted.current;
    wanted.current = undefined;
    if (data && way) go(way)();
  }, [data]);
  useKeys({ PageUp: go('previous'), PageDown: go('next'), Escape: () => back(list) });
  return { previous, next };
}

export type Walk = ReturnType<typeof useWalk>;
