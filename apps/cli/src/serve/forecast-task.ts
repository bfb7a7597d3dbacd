import type { ForecastState, ImageCell } from '@glyphwatch/console-api/shapes';
import type { ConfigOptions } from '../settings/read-config.ts';

/** What the thread is told: how to open the same store, and which rules to try. */
export interface ForecastTask {
  readonly options: ConfigOptions;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: { readonly name: string; readonly text: string };
}

/** What it says again and again. */
export type ForecastProgress = Omit<ForecastState, 'id' | 'error'>;

export type RuleProgress = ForecastProgress['rules'][number];
export type { ImageCell };
