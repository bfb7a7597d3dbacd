import type {
  AlertReviews,
  Clock,
  Deliveries,
  Result,
  ResultQueries,
  ResultStore,
} from '@glyphwatch/domain';
import type * as z from 'zod';
import type { Forecasts } from './forecasts.ts';
import type { RulesDesk } from './rules-desk.ts';
import type { HEALTH, ME } from './shapes.ts';
import type { Uploads } from './uploads.ts';

export const WIDTHS = ['320', '2048', 'full'] as const;
export type Width = (typeof WIDTHS)[number];

/** Pictures for browsers: upright, re-encoded as WebP, without metadata. */
export interface PictureViews {
  /** With everything covered that sensitive rules matched. Fails with any code of `ImageSource.read`. */
  covered(result: Result, view: PictureView): Promise<Uint8Array>;
  /** As it is; nothing of it is kept. */
  bare(result: Result, view: PictureView): Promise<Uint8Array>;
}

export interface PictureView {
  /** From 1. */
  readonly page: number;
  readonly width: Width;
}

/** What somebody saw that is otherwise covered. */
export interface RevealNote {
  readonly at: number;
  readonly by: string;
  readonly imageId: string;
  readonly page?: number;
}

/** What the routes work on: ports of one store, and what only the app knows. */
export interface ConsoleParts {
  readonly queries: ResultQueries;
  readonly reviews: AlertReviews;
  readonly results: Pick<ResultStore, 'find'>;
  readonly deliveries: Deliveries;
  readonly views: PictureViews;
  readonly clock: Clock;
  readonly version: string;
  /** IANA name. */
  readonly timezone: string;
  /** Changes nothing: no verdicts, no uploads, no rules. */
  readonly isReadOnly: boolean;
  /** Absent where there is no rule file. */
  readonly rules?: RulesDesk;
  readonly forecasts?: Forecasts;
  readonly uploads?: Uploads;
  /** Tells what is due now; absent where somebody else tells. */
  readonly tellNow?: () => Promise<void>;
  /** Resolves once it is kept. */
  readonly recordReveal: (note: RevealNote) => Promise<void>;
  readonly ruleIds: () => Promise<z.infer<typeof ME>['ruleIds']>;
  readonly places: () => z.infer<typeof HEALTH>['places'];
  readonly about: () => Promise<Pick<z.infer<typeof HEALTH>, AboutField>>;
}

type AboutField = 'store' | 'detector' | 'rulesVersion' | 'problems';
