import { Button } from '../parts/button.tsx';
import { Said } from '../text/said.tsx';
import { lastPart } from '../text/last-part.ts';
import { words } from '../words.ts';
import { drafts, isChanged, openName, problems, setDraft, type Draft } from './draft.ts';
import { copyDiff, saveDraft } from './save.ts';

interface RulesBarProps {
  readonly draft: Draft;
  readonly diff: boolean;
  readonly onDiff: (on: boolean) => void;
}

/** Which file, whether it has changes, and what can be done with them. */
export function RulesBar({ draft, diff, onDiff }: RulesBarProps) {
  const names = [...drafts.value.keys()];
  const changed = isChanged(draft);
  const errors = problems.value.some(({ level }) => level === 'error');
  return (
    <header class="rules-bar">
      <h1 title={draft.name}>
        {names.length > 1 ? (
          <select
            aria-label={words.ruleFile}
            value={draft.name}
            onChange={(event) => (openName.value = event.currentTarget.value)}
          >
            {names.map((name) => (
              <option key={name} value={name}>
                {lastPart(name)}
              </option>
            ))}
          </select>
        ) : (
          <Said text={lastPart(draft.name)} />
        )}
      </h1>
      {changed && <span class="status status-changed">{words.unsaved}</span>}
      {!draft.editable && <span class="status">{words.readOnly}</span>}
      <div class="rules-actions">
        <Button
          label={words.discard}
          kind="quiet"
          disabled={draft.text === draft.saved}
          onClick={() => setDraft(draft.name, { text: draft.saved })}
        />
        <Button label={words.diff} pressed={diff} onClick={() => onDiff(!diff)} />
        <Button
          icon="copy"
          label={words.copyDiff}
          disabled={!changed}
          onClick={() => void copyDiff(draft)}
        />
        {draft.editable && (
          <Button
            label={words.save}
            kind="primary"
            keys="Ctrl+S"
            disabled={!changed || errors}
            onClick={() => void saveDraft(draft)}
          />
        )}
      </div>
    </header>
  );
}
