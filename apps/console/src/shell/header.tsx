import { openAdd } from '../add/add-state.ts';
import { api } from '../api/calls.ts';
import { signedOut } from '../api/request.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { anyChanged } from '../rules/draft.ts';
import { hrefOf, wallOf } from '../url/route.ts';
import { route } from '../url/router.ts';
import { words } from '../words.ts';
import { can, me } from './me.ts';

const SCREENS = ['alerts', 'images', 'rules', 'health'] as const;

/** The four screens, what needs a person on them, and what works everywhere. */
export function Header({ onHelp }: { onHelp: () => void }) {
  const { screen } = route.value;
  const inside = screen === 'image' ? wallOf(route.value) : screen;
  return (
    <header class="header">
      <a class="brand" href="./" aria-label={words.home}>
        <img src="icon.svg" alt="" width={24} height={24} />
        <span>Glyphwatch</span>
      </a>
      <nav class="nav" aria-label={words.screens}>
        {SCREENS.map((name) => (
          <a key={name} href={hrefOf(name)} aria-current={name === inside ? 'page' : undefined}>
            <Icon name={name} />
            <span>{words.screen[name]}</span>
            {name === 'health' && <HealthDot />}
            {name === 'rules' && anyChanged.value && <span class="dot" title={words.unsaved} />}
          </a>
        ))}
      </nav>
      <div class="header-end">
        {can('add') && <Button icon="add" label={words.add} kind="quiet" onClick={openAdd} />}
        <Button icon="help" label={words.keyList} keys="?" bare kind="quiet" onClick={onHelp} />
      </div>
    </header>
  );
}

/** Something is wrong that no other screen would show. */
function HealthDot() {
  const { data } = useAnswer(
    me.value && !signedOut.value ? 'health' : undefined,
    (signal) => api.health(signal),
    { live: 'slowly' },
  );
  const bad =
    data &&
    (data.problems.length > 0 ||
      data.refused.length > 0 ||
      data.places.some(({ state }) => state === 'gone'));
  if (!bad) return null;
  return (
    <span class="dot">
      <span class="unseen">{words.needsAttention}</span>
    </span>
  );
}
