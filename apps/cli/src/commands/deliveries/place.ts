import type { AlertReviews, Deliveries } from '@glyphwatch/domain';
import type { Command } from 'commander';
import type { Io } from '../../terminal/io.ts';

/** Where deliveries are: in the store of the settings, or in a deployed stack. */
export interface Place<Options> {
  /** Adds the options that say where. */
  readonly withPlace: (command: Command) => Command;
  /** `glyphwatch` or `glyphwatch aws`, for what a message says to type. */
  readonly command: string;
  /** What a person calls a folder, as silences name it. */
  readonly folder: (typed: string, io: Io) => string;
  readonly use: (
    options: Options,
    io: Io,
    work: (deliveries: Deliveries, reviews: AlertReviews | undefined) => Promise<number>,
  ) => Promise<number>;
}
