import type { ForecastState } from '@glyphwatch/console-api/shapes';
import { signal } from '@preact/signals';
import { api } from '../api/calls.ts';
import type { Draft } from './draft.ts';

/** How often a running forecast is asked, in ms. */
const POLL = 300;

interface Forecast {
  /** The rules that it is about; it is stale once they differ from what is in the editor. */
  readonly text: string;
  readonly state?: ForecastState;
  readonly error?: unknown;
}

/** The latest forecast; it goes on while other screens are looked at. */
export const forecast = signal<Forecast | undefined>(undefined);

/** What these rules would find in everything that is stored. An earlier forecast is stopped. */
export async function startForecast({ name, text }: Draft): Promise<void> {
  await stopForecast();
  const mine: Forecast = { text };
  forecast.value = mine;
  const still = () => forecast.peek()?.text === text;
  try {
    let state = await api.forecast(name, text);
    while (still()) {
      forecast.value = { text, state };
      if (state.state !== 'running') return;
      await new Promise((wait) => setTimeout(wait, POLL));
      if (!still() || forecast.peek()?.state?.state === 'stopped') return;
      state = await api.forecastState(state.id);
    }
  } catch (error) {
    if (still()) forecast.value = { ...forecast.peek(), text, error };
  }
}

export async function stopForecast(): Promise<void> {
  const now = forecast.peek();
  if (now?.state?.state !== 'running') return;
  forecast.value = { ...now, state: { ...now.state, state: 'stopped' } };
  await api.stopForecast(now.state.id).catch(() => undefined);
}
