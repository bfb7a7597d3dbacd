import { Button } from '../parts/button.tsx';
import { current } from '../verdicts/judgements.ts';
import { words } from '../words.ts';
import { isAlert } from './cells.ts';
import type { WallStore } from './wall-store.ts';

/** What is new waits here, because a wall that moves under the pointer is clicked wrongly. */
export function FreshPill({ store }: { store: WallStore }) {
  const fresh = store.fresh.value.length;
  const { verdict } = store.query;
  const away = store.items.value.filter(
    (cell) => isAlert(cell) && verdict !== undefined && current(cell).verdict !== verdict,
  ).length;
  const text = [fresh > 0 && words.fresh(fresh), away > 0 && words.judgedHere(away)].filter(
    Boolean,
  );
  const show = async () => {
    store.focused.value = undefined;
    store.select([]);
    await store.startAgain();
    scrollTo(0, 0);
    document.querySelector<HTMLElement>('[data-cell]')?.focus({ preventScroll: true });
  };
  return (
    <div class="fresh" role="status">
      {text.length > 0 && (
        <Button
          icon="retry"
          label={words.showFresh(text.join(', '))}
          kind="primary"
          onClick={() => void show()}
        />
      )}
    </div>
  );
}
