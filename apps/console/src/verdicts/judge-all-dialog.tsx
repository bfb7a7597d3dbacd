import type { Count, Verdict, WallQuery } from '@glyphwatch/console-api/shapes';
import { useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { countText } from '../text/times.ts';
import { FilterWords } from '../wall/filter-words.tsx';
import { words } from '../words.ts';
import { judgeAll } from './judge.ts';
import { VerdictField } from './verdict-field.tsx';

interface JudgeAllProps {
  readonly query: WallQuery;
  readonly count: Count;
  readonly onClose: () => void;
}

/** One verdict on all that the query lists. Says how many and by which filters before it does anything. */
export function JudgeAllDialog({ query, count, onClose }: JudgeAllProps) {
  const [verdict, setVerdict] = useState<Verdict>('false-alarm');
  const [note, setNote] = useState('');
  const [sending, setSending] = useState(false);
  const send = async () => {
    setSending(true);
    if (await judgeAll(query, verdict, count.n, note.trim())) onClose();
    else setSending(false);
  };
  return (
    <Dialog title={words.judgeAllTitle(countText(count))} onClose={onClose}>
      <div class="form">
        <FilterWords query={query} />
        {count.more && <p class="hint">{words.judgeAllTooMany}</p>}
        <VerdictField verdict={verdict} onChange={setVerdict} />
        <label class="field">
          <span>{words.note}</span>
          <textarea
            rows={3}
            maxLength={2_000}
            value={note}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
        </label>
        <div class="form-foot">
          <Button label={words.cancel} kind="quiet" onClick={onClose} />
          <Button
            label={words.judgeAll(countText(count))}
            kind="primary"
            disabled={sending || count.more || count.n === 0}
            onClick={() => void send()}
          />
        </div>
      </div>
    </Dialog>
  );
}
