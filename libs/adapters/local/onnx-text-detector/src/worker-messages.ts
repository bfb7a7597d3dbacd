import type { ErrorCode } from '@glyphwatch/domain';
import type { LanguageOptions } from './language-data.ts';
import type { ModelOptions } from './models.ts';
import type { DecodedImage } from './picture.ts';
import type { PictureText } from './read-picture.ts';

export interface WorkerSettings extends LanguageOptions, ModelOptions {}

export interface Task {
  readonly image: DecodedImage;
}

/** Errors lose their class and code between threads, so they are sent as data. */
export type Answer =
  | ({ readonly kind: 'read' } & PictureText)
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly code?: ErrorCode;
      /** The message of the cause. */
      readonly reason?: string;
    };
