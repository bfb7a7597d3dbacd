import { useState } from 'preact/hooks';
import { api } from '../api/calls.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { can } from '../shell/me.ts';
import { Said } from '../text/said.tsx';
import { Thumbnail } from '../wall/thumbnail.tsx';
import { TypedFilter } from '../wall/typed-filter.tsx';
import { words } from '../words.ts';

interface PickImageProps {
  readonly ruleId: string | undefined;
  readonly onPick: (id: string) => void;
  readonly onClose: () => void;
}

/** The newest images, and those that a search lists. */
export function PickImage({ ruleId, onPick, onClose }: PickImageProps) {
  const [q, setQ] = useState('');
  const [ofRule, setOfRule] = useState(ruleId !== undefined);
  const query = { ...(q ? { q } : {}), ...(ofRule && ruleId ? { rule: ruleId } : {}) };
  const { data, error } = useAnswer(
    JSON.stringify(query),
    (signal) => api.page('images', query, undefined, signal),
    { live: 'never' },
  );
  return (
    <Dialog title={words.pickTitle} onClose={onClose} class="dialog-wide">
      <div class="form">
        {can('search') && <TypedFilter label={words.search} value={q} onType={setQ} />}
        {ruleId && (
          <label class="check">
            <input
              type="checkbox"
              checked={ofRule}
              onChange={(event) => setOfRule(event.currentTarget.checked)}
            />
            <span>
              {words.onlyOfRule} <Said text={ruleId} />
            </span>
          </label>
        )}
      </div>
      {error !== undefined && <Failure error={error} title={words.failed.list} />}
      {!data && error === undefined && <Loading />}
      {data?.items.length === 0 && <p class="hint">{words.noHits}</p>}
      <ul class="pick">
        {data?.items.slice(0, 24).map((cell) => (
          <li key={cell.imageId}>
            <button type="button" onClick={() => onPick(cell.imageId)}>
              <Thumbnail cell={cell} />
              <Said text={cell.name} />
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
