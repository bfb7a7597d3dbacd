import { api } from '../api/calls.ts';
import { useAnswer } from '../parts/use-answer.ts';
import { countText } from '../text/times.ts';
import { route } from '../url/router.ts';
import { hrefOf, searchOf, wallParams, wallQuery } from '../url/route.ts';
import { words } from '../words.ts';
import { WallScreen } from './wall-screen.tsx';

const TABS = ['new', 'confirmed', 'false-alarm', 'resolved', 'all'] as const;

/** What needs a person: alerts by verdict, with how many of each. */
export function AlertsScreen() {
  const params = wallParams(route.value);
  const { verdict: chosen = 'new', ...rest } = params;
  const { data } = useAnswer(searchOf(rest), async (signal) => {
    const counts = TABS.map((verdict) =>
      api.count('alerts', wallQuery('alerts', { ...rest, verdict }), signal),
    );
    return new Map((await Promise.all(counts)).map((count, index) => [TABS[index], count]));
  });
  return (
    <WallScreen wall="alerts" count={data?.get(chosen as (typeof TABS)[number])}>
      <nav class="tabs" aria-label={words.verdictLabel}>
        {TABS.map((verdict) => {
          const count = data?.get(verdict);
          return (
            <a
              key={verdict}
              href={hrefOf('alerts', { ...rest, verdict: verdict === 'new' ? undefined : verdict })}
              aria-current={verdict === chosen ? 'page' : undefined}
            >
              {verdict === 'all' ? words.all : words.verdict[verdict]}
              {count && <span class="tab-count">{countText(count)}</span>}
            </a>
          );
        })}
      </nav>
    </WallScreen>
  );
}
