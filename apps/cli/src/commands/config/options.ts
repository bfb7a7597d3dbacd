import type { ConfigOptions } from '../../settings/read-config.ts';
import type { Format } from '../../terminal/format.ts';

export interface ShowConfigOptions extends ConfigOptions {
  readonly format: Format;
}
