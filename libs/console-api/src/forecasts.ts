import type { ForecastState } from './shapes.ts';

/** What rules would find in stored text, worked out elsewhere, so that the console goes on answering. */
export interface Forecasts {
  start(file: { readonly name: string; readonly text: string }): Promise<ForecastState>;
  find(id: string): ForecastState | undefined;
  /** Keeps what is known by then. `undefined` for an unknown one. */
  stop(id: string): Promise<ForecastState | undefined>;
}
