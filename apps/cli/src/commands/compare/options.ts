export interface CompareOptions {
  readonly detectors: readonly string[];
  readonly format: 'table' | 'json';
}
