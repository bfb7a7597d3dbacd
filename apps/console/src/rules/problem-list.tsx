import { Icon } from '../parts/icon.tsx';
import { Said } from '../text/said.tsx';
import { words } from '../words.ts';
import { openDraft, problems } from './draft.ts';

/** What is wrong with the file, by line; each leads there. */
export function ProblemList({ onGoto }: { onGoto: (line: number) => void }) {
  const list = problems.value.filter(({ file }) => file === openDraft.value?.name || !file);
  return (
    <section class="problems" aria-label={words.problems} role="status">
      {list.length === 0 ? (
        <p class="hint">{words.noProblems}</p>
      ) : (
        <ul>
          {list.map(({ line, message, level }, index) => (
            <li key={index} class={`problem problem-${level}`}>
              <button type="button" onClick={() => onGoto(line)}>
                <Icon name="warning" />
                <span class="problem-line">{words.line(line)}</span>
                <Said text={message} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
