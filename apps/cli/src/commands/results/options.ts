import type { Format } from '../../terminal/format.ts';

export interface ShowOptions {
  readonly format: Format;
  readonly config?: string;
  readonly store?: string;
  readonly reveal?: boolean;
}

export interface QueryOptions {
  readonly status?: string;
  readonly rule?: string;
  readonly since?: number;
  readonly until?: number;
  readonly limit: number;
  readonly cursor?: string;
}

export type ListOptions = ShowOptions & QueryOptions;

/** Repeated here so that `--help` need not load the domain; a spec compares the two lists. */
export const STATUS_CHOICES = [
  'PROCESSING',
  'MATCHED',
  'NO_MATCH',
  'NO_TEXT',
  'UNSUPPORTED',
  'GONE',
  'FAILED',
] as const;
