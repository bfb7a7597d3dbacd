import type { ConfigOptions } from '../../../settings/read-config.ts';

export interface PreviewOptions extends Pick<ConfigOptions, 'config'> {
  readonly rules?: string;
  /** Of so many images. */
  readonly digest?: number;
}
