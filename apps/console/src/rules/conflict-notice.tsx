import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { words } from '../words.ts';
import { conflicts, keepMine, takeTheirs } from './draft.ts';

/** The file was changed elsewhere while it was changed here: both are shown, and a person chooses. */
export function ConflictNotice({ name }: { name: string }) {
  const theirs = conflicts.value.get(name);
  if (!theirs) return null;
  return (
    <div class="failure" role="alert">
      <Icon name="warning" />
      <div>
        <strong>{words.conflictTitle}</strong>
        <p>{words.conflictWhat}</p>
        <details>
          <summary>{words.conflictTheirs}</summary>
          <pre class="theirs" tabIndex={0}>
            <bdi>{theirs.text}</bdi>
          </pre>
        </details>
        <div class="form-foot">
          <Button label={words.takeTheirs} onClick={() => takeTheirs(name)} />
          <Button label={words.keepMine} onClick={() => keepMine(name)} />
        </div>
      </div>
    </div>
  );
}
