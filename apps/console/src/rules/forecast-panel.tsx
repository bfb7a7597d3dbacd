import type { ForecastState } from '@glyphwatch/console-api/shapes';
import { Button } from '../parts/button.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { can } from '../shell/me.ts';
import { number } from '../text/times.ts';
import { words } from '../words.ts';
import { openDraft } from './draft.ts';
import { ForecastRule } from './forecast-rule.tsx';
import { forecast, startForecast, stopForecast } from './forecast-state.ts';

/** What would be found with these rules in what is stored, before they are saved. */
export function ForecastPanel() {
  const draft = openDraft.value;
  const now = forecast.value;
  if (!can('forecast') || !draft) return null;
  const running =
    now !== undefined && now.error === undefined && (now.state?.state ?? 'running') === 'running';
  return (
    <section class="panel" aria-labelledby="forecast">
      <header class="panel-head">
        <h2 id="forecast">{words.forecast}</h2>
        {running ? (
          <Button icon="stop" label={words.stop} onClick={() => void stopForecast()} />
        ) : (
          <Button
            icon="clock"
            label={now ? words.forecastAgain : words.forecastStart}
            keys="Ctrl+Enter"
            onClick={() => void startForecast(draft)}
          />
        )}
      </header>
      {!now && <p class="hint">{words.forecastWhat}</p>}
      {now && now.text !== draft.text && !running && <p class="notice">{words.forecastStale}</p>}
      {now?.error !== undefined && <Failure error={now.error} title={words.failed.forecast} />}
      {running && !now.state && <Loading what={words.forecastStarting} />}
      {now?.state && <Result state={now.state} />}
    </section>
  );
}

function Result({ state }: { state: ForecastState }) {
  const { images, total, unread, rules } = state;
  const changed = rules.filter(({ added, gone }) => added + gone > 0);
  return (
    <div>
      <label class="progress">
        <progress value={images} max={Math.max(1, total)} />
        <span role="status">
          {words.forecastProgress[state.state]} {words.ofImages(number(images), number(total))}
        </span>
      </label>
      {state.error && <p class="notice">{state.error}</p>}
      {unread > 0 && <p class="hint">{words.forecastUnread(unread)}</p>}
      {state.state === 'done' && changed.length === 0 && <p>{words.forecastSame}</p>}
      {changed.map((rule) => (
        <ForecastRule key={rule.ruleId} rule={rule} />
      ))}
    </div>
  );
}
