import { api } from '../api/calls.ts';
import { Failure, Loading } from '../parts/states.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { words } from '../words.ts';
import { Bars } from '../wall/bars.tsx';
import { About } from './about.tsx';
import { Channels } from './channels.tsx';
import { Places } from './places.tsx';
import { Refused } from './refused.tsx';

/** Whether everything is looked at and everybody is told; what is not comes first. */
export function HealthScreen() {
  const { data, error } = useAnswer('health', (signal) => api.health(signal));
  if (error !== undefined && !data) return <Failure error={error} title={words.failed.health} />;
  if (!data) return <Loading />;
  return (
    <div class="health">
      {error !== undefined && <Failure error={error} title={words.failed.health} />}
      <Places places={data.places} problems={data.problems} />
      <Channels channels={data.channels} />
      <About health={data} />
      <Refused refused={data.refused} />
      <section class="panel health-wide" aria-labelledby="days">
        <h2 id="days">{words.perDay}</h2>
        {data.days.length > 0 ? (
          <Bars bars={data.days} by="day" />
        ) : (
          <p class="hint">{words.noImages}</p>
        )}
      </section>
    </div>
  );
}
