import type { Health } from '@glyphwatch/console-api/shapes';
import { Icon } from '../parts/icon.tsx';
import { Said } from '../text/said.tsx';
import { words } from '../words.ts';

const ICONS = {
  watching: 'confirm',
  remote: 'confirm',
  waiting: 'clock',
  gone: 'warning',
} as const;

/** What is watched, and what is in the way. */
export function Places({ places, problems }: Pick<Health, 'places' | 'problems'>) {
  return (
    <section class="panel" aria-labelledby="places">
      <h2 id="places">{words.places}</h2>
      {problems.map((problem) => (
        <p key={problem} class="notice">
          <Said text={problem} />
        </p>
      ))}
      {places.length === 0 && <p class="hint">{words.noPlaces}</p>}
      <ul class="rows">
        {places.map(({ name, state, message }) => (
          <li key={name} class="row">
            <span class={`place-state place-${state}`}>
              <Icon name={ICONS[state]} />
              {words.placeState[state]}
            </span>
            <div>
              <Said text={name} class="code" />
              {message && (
                <p class="hint">
                  <Said text={message} />
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
