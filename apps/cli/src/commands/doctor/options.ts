import type { ConfigOptions } from '../../settings/read-config.ts';
import type { Format } from '../../terminal/format.ts';

export interface DoctorOptions extends Pick<ConfigOptions, 'config' | 'store'> {
  readonly format: Format;
  readonly probe?: boolean;
}
