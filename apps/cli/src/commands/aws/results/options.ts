import type { QueryOptions } from '../../results/options.ts';
import type { StackOptions } from '../options.ts';

export type AwsShowOptions = StackOptions & { readonly reveal?: boolean };

export type AwsListOptions = AwsShowOptions & QueryOptions;
