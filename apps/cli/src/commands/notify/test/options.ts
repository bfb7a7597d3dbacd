import type { ConfigOptions } from '../../../settings/read-config.ts';

export type NotifyTestOptions = Pick<ConfigOptions, 'config'>;
