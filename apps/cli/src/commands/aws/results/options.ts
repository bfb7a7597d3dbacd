import type { ExportOptions, ForgetOptions, QueryOptions } from '../../results/options.ts';
import type { StackOptions, StackPlace } from '../options.ts';

export type AwsShowOptions = StackOptions & { readonly reveal?: boolean };

export type AwsListOptions = AwsShowOptions & QueryOptions;

export type AwsExportOptions = ExportOptions & StackPlace;

export type AwsForgetOptions = Pick<ForgetOptions, 'yes' | 'pending'> & StackPlace;

export interface AwsPurgeOptions extends StackPlace {
  /** Milliseconds. */
  readonly olderThan: number;
  readonly yes?: boolean;
}
