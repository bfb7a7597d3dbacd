import type { AlertCell, Verdict } from '@glyphwatch/console-api/shapes';
import { useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { words } from '../words.ts';
import { judge } from './judge.ts';
import { current } from './judgements.ts';
import { VerdictField } from './verdict-field.tsx';

/** What was typed stays until it was sent, also when the dialog is closed or the server is away. */
let draft = '';

interface NoteDialogProps {
  readonly alerts: readonly AlertCell[];
  readonly onClose: () => void;
}

/** A verdict with a note. The alert's own verdict is chosen already, so that a note alone changes nothing else. */
export function NoteDialog({ alerts, onClose }: NoteDialogProps) {
  const [first] = alerts;
  const [verdict, setVerdict] = useState<Verdict>(first ? current(first).verdict : 'new');
  const [note, setNote] = useState(draft);
  const type = (text: string) => {
    draft = text;
    setNote(text);
  };
  const send = () => {
    void judge(alerts, verdict, note.trim()).then((sent) => {
      if (sent && draft === note) draft = '';
    });
    onClose();
  };
  return (
    <Dialog title={words.noteTitle(alerts.length)} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <VerdictField verdict={verdict} onChange={setVerdict} />
        <label class="field">
          <span>{words.note}</span>
          <textarea
            rows={4}
            maxLength={2_000}
            value={note}
            autoFocus
            onInput={(event) => type(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
            }}
          />
        </label>
        <div class="form-foot">
          <Button label={words.cancel} kind="quiet" onClick={onClose} />
          <Button label={words.save} kind="primary" onClick={send} disabled={!note.trim()} />
        </div>
      </form>
    </Dialog>
  );
}
