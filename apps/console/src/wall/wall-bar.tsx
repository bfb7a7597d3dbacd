import type { Count } from '@glyphwatch/console-api/shapes';
import { useState } from 'preact/hooks';
import { api } from '../api/calls.ts';
import { hasToken } from '../api/request.ts';
import { saveFile } from '../api/save-file.ts';
import { Button } from '../parts/button.tsx';
import { lazy } from '../parts/lazy.tsx';
import { Icon } from '../parts/icon.tsx';
import { can } from '../shell/me.ts';
import { countText } from '../text/times.ts';
import { VerdictButtons } from '../verdicts/verdict-buttons.tsx';
import { words } from '../words.ts';
import { judgeChosen } from './use-action-keys.ts';
import type { WallStore } from './wall-store.ts';

const JudgeAllDialog = lazy(async () => (await import('../later.ts')).JudgeAllDialog);

interface WallBarProps {
  readonly store: WallStore;
  readonly count: Count | undefined;
  readonly onNote: () => void;
}

/** How many there are and what can be done with all of them; with a selection, what can be done with that. */
export function WallBar({ store, count, onNote }: WallBarProps) {
  const [judgingAll, setJudgingAll] = useState(false);
  const selected = store.selected.value.size;
  const alerts = store.wall === 'alerts';
  if (selected > 0 && alerts)
    return (
      <div class="wall-bar wall-bar-selected" role="region" aria-label={words.selection}>
        <strong>{words.selectedCount(selected)}</strong>
        <VerdictButtons onJudge={(verdict) => void judgeChosen(store, verdict)} onNote={onNote} />
        <Button
          label={words.clearSelection}
          kind="quiet"
          keys="Escape"
          onClick={() => store.select([])}
        />
      </div>
    );
  return (
    <div class="wall-bar">
      <span class="wall-count" role="status">
        {count && words.listed(countText(count), count.n)}
      </span>
      {alerts && can('judge') && count && count.n > 0 && (
        <Button label={words.judgeAllOpen} kind="quiet" onClick={() => setJudgingAll(true)} />
      )}
      <a
        class="button button-quiet"
        href={api.csv(store.wall, store.query)}
        download={`${store.wall}.csv`}
        onClick={(event) => {
          if (!hasToken()) return;
          event.preventDefault();
          void saveFile(event.currentTarget.href, `${store.wall}.csv`);
        }}
      >
        <Icon name="download" />
        <span>CSV</span>
      </a>
      {judgingAll && count && (
        <JudgeAllDialog query={store.query} count={count} onClose={() => setJudgingAll(false)} />
      )}
    </div>
  );
}
