import type { ErrorCode } from '@glyphwatch/domain';
import type { DecodedImage } from './picture.ts';
import type { ReadLine } from './read-picture.ts';

export interface WorkerSettings {
  readonly threads: number;
  /** Where the models are, if not in their npm package. */
  readonly modelFolder?: string;
}

export interface Task {
  readonly image: DecodedImage;
}

/** Errors lose their class and code between threads, so they travel as data. */
export type Answer =
  | { readonly kind: 'read'; readonly lines: readonly ReadLine[] }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly code?: ErrorCode;
      /** The message of what caused it. */
      readonly reason?: string;
    };
