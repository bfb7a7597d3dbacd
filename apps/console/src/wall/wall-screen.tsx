import type { AlertCell, Count } from '@glyphwatch/console-api/shapes';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Failure } from '../parts/states.tsx';
import { useKeys } from '../keys/use-keys.ts';
import { mark } from '../live/mark.ts';
import { route } from '../url/router.ts';
import { wallParams, wallQuery, type Wall } from '../url/route.ts';
import { NoteDialog } from '../verdicts/lazy-note-dialog.ts';
import { undoLast } from '../verdicts/undo.ts';
import { words } from '../words.ts';
import { isAlert } from './cells.ts';
import { EmptyWall } from './empty-wall.tsx';
import { Filters } from './filters.tsx';
import { FreshPill } from './fresh-pill.tsx';
import { useActionKeys } from './use-action-keys.ts';
import { wallStore } from './wall-store.ts';
import { WallBar } from './wall-bar.tsx';
import { WallGrid } from './wall.tsx';
import { WallGhost } from './wall-ghost.tsx';

interface WallScreenProps {
  readonly wall: Wall;
  readonly count?: Count | undefined;
  readonly children?: ComponentChildren;
}

/** Filters, what can be done with what is listed, and the cells. */
export function WallScreen({ wall, count, children }: WallScreenProps) {
  const params = wallParams(route.value);
  const query = wallQuery(wall, params);
  const store = wallStore(wall, query);
  const [noted, setNoted] = useState<readonly AlertCell[]>();
  const seen = mark.value;
  useEffect(() => void store.refresh(), [store, seen]);
  const openNote = () => {
    const alerts = store.chosen().filter(isAlert);
    if (alerts.length > 0) setNoted(alerts);
  };
  useKeys({ u: () => void undoLast() });
  useActionKeys(store, openNote);

  const empty = store.started.value && store.items.value.length === 0 && store.done.value;
  return (
    <>
      {children}
      <Filters wall={wall} params={params} />
      <WallBar store={store} count={count} onNote={openNote} />
      <FreshPill store={store} />
      {empty ? (
        <EmptyWall wall={wall} params={params} />
      ) : store.started.value ? (
        <WallGrid store={store} label={words.screen[wall]} />
      ) : store.error.value !== undefined ? (
        <Failure error={store.error.value} title={words.failed.list} />
      ) : (
        <WallGhost />
      )}
      {noted && <NoteDialog alerts={noted} onClose={() => setNoted(undefined)} />}
    </>
  );
}
