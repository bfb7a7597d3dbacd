import type { Write } from './logger.ts';

const UNITS = {
  Images: 'Count',
  Matches: 'Count',
  Matched: 'Count',
  NoMatch: 'Count',
  NoText: 'Count',
  Unsupported: 'Count',
  Gone: 'Count',
  Known: 'Count',
  SecondOpinions: 'Count',
  Stale: 'Count',
  Busy: 'Count',
  Removed: 'Count',
  Ignored: 'Count',
  Failures: 'Count',
  InvalidMessages: 'Count',
  NotificationFailures: 'Count',
  WatchlistProblems: 'Count',
  DamagedItems: 'Count',
  Unfinished: 'Count',
  StuckProcessing: 'Count',
  DeadDeliveries: 'Count',
  DetectMilliseconds: 'Milliseconds',
  StoreMilliseconds: 'Milliseconds',
  RulesMilliseconds: 'Milliseconds',
  NotifyMilliseconds: 'Milliseconds',
  ImageMilliseconds: 'Milliseconds',
  ProviderCost: 'None',
} as const;

export type MetricName = keyof typeof UNITS;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const MAX_VALUES = 100;

/**
 * Metrics in CloudWatch's embedded format, which costs a log line instead of a call. The function's name is the only
 * dimension, because each combination of dimensions is billed as a metric.
 */
export class Metrics {
  readonly #write: Write;
  readonly #functionName: string;
  readonly #values = new Map<MetricName, number[]>();

  constructor(write: Write, functionName: string) {
    this.#write = write;
    this.#functionName = functionName;
  }

  add(name: MetricName, value = 1): void {
    const values = this.#values.get(name);
    if (values) values.push(value);
    else this.#values.set(name, [value]);
    if (values && values.length >= MAX_VALUES) this.flush();
  }

  /** Times a step, even if it fails. */
  async time<T>(name: MetricName, step: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      return await step();
    } finally {
      this.addTimeSince(name, startedAt);
    }
  }

  /** `startedAt` is from `performance.now()`. */
  addTimeSince(name: MetricName, startedAt: number): void {
    this.add(name, Math.round((performance.now() - startedAt) * 10) / 10);
  }

  /** Writes what has been added since the last flush. */
  flush(): void {
    if (this.#values.size === 0) return;
    const entries = [...this.#values].map(([name, values]) => [name, summed(name, values)]);
    const Metrics = [...this.#values.keys()].map((Name) => ({ Name, Unit: UNITS[Name] }));
    this.#values.clear();
    const CloudWatchMetrics = [{ Namespace: 'Glyphwatch', Dimensions: [['Function']], Metrics }];
    this.#write(
      JSON.stringify({
        _aws: { Timestamp: Date.now(), CloudWatchMetrics },
        Function: this.#functionName,
        ...Object.fromEntries(entries),
      }),
    );
  }
}

/** Counts are summed; durations are kept separately, for percentiles. */
function summed(name: MetricName, values: readonly number[]): number | readonly number[] {
  if (UNITS[name] === 'Milliseconds') return values;
  return values.reduce((sum, value) => sum + value, 0);
}
