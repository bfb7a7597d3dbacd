import type { Health } from '@glyphwatch/console-api/shapes';
import { me } from '../shell/me.ts';
import { Said } from '../text/said.tsx';
import { offsetAt } from '../text/times.ts';
import { words } from '../words.ts';

/** What this is made of, for reports of faults. */
export function About({ health }: { health: Health }) {
  const rows = [
    [words.about.version, me.value?.version],
    [words.about.store, health.store],
    [words.about.detector, health.detector],
    [words.about.rules, health.rulesVersion],
    [words.about.timezone, `${me.value?.timezone} (${offsetAt(Date.now())})`],
    [words.about.judge, me.value?.name],
  ] as const;
  return (
    <section class="panel" aria-labelledby="about">
      <h2 id="about">{words.about.title}</h2>
      <dl class="facts">
        {rows.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <Said text={value} class="code" />
                </dd>
              </div>
            ),
        )}
      </dl>
    </section>
  );
}
