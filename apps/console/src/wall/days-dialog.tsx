import { useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { me } from '../shell/me.ts';
import { words } from '../words.ts';
import { spanOf, startOfDay } from './time-span.ts';

interface DaysDialogProps {
  readonly onChoose: (time: string) => void;
  readonly onClose: () => void;
}

/** From the first day to the last one, both whole, in the time zone of the settings. */
export function DaysDialog({ onChoose, onClose }: DaysDialogProps) {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const zone = me.value?.timezone;
  const choose = () => {
    const last = to || from;
    const next = new Date(Date.parse(`${last}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    onChoose(spanOf(startOfDay(from, zone), startOfDay(next, zone)));
    onClose();
  };
  return (
    <Dialog title={words.chooseDaysTitle} onClose={onClose}>
      <div class="form">
        <div class="form-row">
          <label class="field">
            <span>{words.firstDay}</span>
            <input
              type="date"
              value={from}
              onInput={(event) => setFrom(event.currentTarget.value)}
            />
          </label>
          <label class="field">
            <span>{words.lastDay}</span>
            <input
              type="date"
              value={to}
              min={from}
              onInput={(event) => setTo(event.currentTarget.value)}
            />
          </label>
        </div>
        <p class="hint">{words.inZone(zone ?? '')}</p>
        <div class="form-foot">
          <Button label={words.cancel} kind="quiet" onClick={onClose} />
          <Button
            label={words.showDays}
            kind="primary"
            disabled={!from || (to !== '' && to < from)}
            onClick={choose}
          />
        </div>
      </div>
    </Dialog>
  );
}
