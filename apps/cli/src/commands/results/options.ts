import type { Severity } from '@glyphwatch/domain';
import type { Format } from '../../terminal/format.ts';

export interface StoreOptions {
  readonly config?: string;
  readonly store?: string;
}

export interface ShowOptions extends StoreOptions {
  readonly format: Format;
  readonly reveal?: boolean;
}

/** What results are about; the same for every store. */
export interface FilterOptions {
  readonly status?: string;
  readonly rule?: string;
  readonly path?: string;
  readonly channel?: string;
  readonly severity?: readonly Severity[];
  readonly since?: number;
  readonly until?: number;
}

export const EXPORT_FORMATS = ['csv', 'jsonl', 'sarif', 'baseline'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportOptions extends FilterOptions, StoreOptions {
  readonly format: ExportFormat;
  readonly output?: string;
  readonly reveal?: boolean;
}

export interface ForgetOptions extends StoreOptions {
  readonly yes?: boolean;
  readonly pending?: boolean;
}

export interface PurgeOptions extends StoreOptions {
  /** Milliseconds; default: the ages of the settings. */
  readonly olderThan?: number;
  readonly yes?: boolean;
}

export interface QueryOptions extends FilterOptions {
  /** `search`: what is given are pieces of words. */
  readonly inside?: boolean;
  readonly limit: number;
  readonly cursor?: string;
}

export type ListOptions = ShowOptions & QueryOptions;

/** Repeated here, like the severities, so that `--help` need not load the domain; a spec compares the lists. */
export const STATUS_CHOICES = [
  'PROCESSING',
  'MATCHED',
  'NO_MATCH',
  'NO_TEXT',
  'UNSUPPORTED',
  'GONE',
  'FAILED',
] as const;

export const SEVERITY_CHOICES = ['low', 'medium', 'high', 'critical'] as const;
