import { setTimeout as pause } from 'node:timers/promises';
import type { Output } from '@glyphwatch/console-notifier';
import {
  type Clock,
  type DetectionMemory,
  type Ids,
  type NotifiedChannel,
  ReplayWatchlist,
  type ResultStore,
  ScanImage,
  SweepPending,
  type TextDetector,
  type WatchlistSource,
} from '@glyphwatch/domain';
import { FileWatchlistSource } from '@glyphwatch/file-watchlist-source';
import { OnnxTextDetector } from '@glyphwatch/onnx-text-detector';
import {
  type Database,
  openDatabase,
  SqliteDetectionMemory,
  SqliteResultStore,
} from '@glyphwatch/sqlite-result-store';
import { Container, type ServiceIdentifier } from 'inversify';
import { openChannel } from './open-channel.ts';
import { NoRules } from './scan/no-rules.ts';
import { NodeIds } from '@glyphwatch/node-ids';
import { type Config, IN_MEMORY } from './settings/read-config.ts';
import { FileScanner } from './scan/file-scanner.ts';
import { RememberingDetector } from './scan/remembering-detector.ts';
import { ALONE, markRun, type RunMark } from './scan/run-marks.ts';

export const CLOCK = Symbol.for('glyphwatch.cli.clock') as ServiceIdentifier<Clock>;
export const IDS = Symbol.for('glyphwatch.cli.ids') as ServiceIdentifier<Ids>;
export const DATABASE = Symbol.for('glyphwatch.cli.database') as ServiceIdentifier<Database>;
export const ENGINE = Symbol.for('glyphwatch.cli.engine') as ServiceIdentifier<OnnxTextDetector>;
export const DETECTION_MEMORY = Symbol.for(
  'glyphwatch.cli.detection-memory',
) as ServiceIdentifier<DetectionMemory>;
export const TEXT_DETECTOR = Symbol.for(
  'glyphwatch.cli.text-detector',
) as ServiceIdentifier<TextDetector>;
export const WATCHLIST_SOURCE = Symbol.for(
  'glyphwatch.cli.watchlist-source',
) as ServiceIdentifier<WatchlistSource>;
export const RESULT_STORE = Symbol.for(
  'glyphwatch.cli.result-store',
) as ServiceIdentifier<ResultStore>;
export const CHANNELS = Symbol.for('glyphwatch.cli.channels') as ServiceIdentifier<
  readonly NotifiedChannel[]
>;
export const SCAN_IMAGE = Symbol.for('glyphwatch.cli.scan-image') as ServiceIdentifier<ScanImage>;
export const SWEEP_PENDING = Symbol.for(
  'glyphwatch.cli.sweep-pending',
) as ServiceIdentifier<SweepPending>;
export const REPLAY_WATCHLIST = Symbol.for(
  'glyphwatch.cli.replay-watchlist',
) as ServiceIdentifier<ReplayWatchlist>;
export const RUN_MARK = Symbol.for('glyphwatch.cli.run-mark') as ServiceIdentifier<RunMark>;
export const FILE_SCANNER = Symbol.for(
  'glyphwatch.cli.file-scanner',
) as ServiceIdentifier<FileScanner>;

/**
 * How long a claim holds: longer than the slowest image. A claim whose process died is taken over at once (see
 * `RunMark`), so nobody waits for this.
 */
const LEASE_MS = 5 * 60_000;

export interface ContainerOptions {
  /** Detect again what is remembered. */
  readonly again: boolean;
  /** A changed rule file was refused; the last good rules stay in force. */
  readonly onRuleProblem: (problem: string) => void;
  /** An outcome is kept, but people could not be told. */
  readonly onUntold: (image: string, error: unknown) => void;
  /** Where the console channel speaks. */
  readonly stderr: Output;
}

/** The parts list, in the order in which an image meets the parts. Nothing is made before somebody asks for it. */
export function buildContainer(config: Config, options: ContainerOptions): Container {
  const { rules } = config;
  const hasRules = rules !== undefined;
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(CLOCK).toConstantValue(() => Date.now());
  container.bind(IDS).toResolvedValue(() => new NodeIds());
  container.bind(DATABASE).toResolvedValue(() => openDatabase(config.store));
  container.bind(ENGINE).toResolvedValue(() => new OnnxTextDetector(engineOptions(config)));
  container
    .bind(DETECTION_MEMORY)
    .toResolvedValue((database) => new SqliteDetectionMemory(database), [DATABASE]);
  container
    .bind(TEXT_DETECTOR)
    .toResolvedValue(
      (engine, memory) => new RememberingDetector(engine, memory, { forgets: options.again }),
      [ENGINE, DETECTION_MEMORY],
    );
  container.bind(WATCHLIST_SOURCE).toResolvedValue(() =>
    rules === undefined
      ? new NoRules()
      : new FileWatchlistSource(rules, {
          onProblem: options.onRuleProblem,
          ...hashKeyOf(config),
        }),
  );
  container
    .bind(RESULT_STORE)
    .toResolvedValue((database) => new SqliteResultStore(database), [DATABASE]);
  container
    .bind(CHANNELS)
    .toResolvedValue(() => config.channels.map((channel) => openChannel(channel, options.stderr)));
  container
    .bind(SCAN_IMAGE)
    .toResolvedValue(
      (detector, watchlists, store, channels, clock, ids) =>
        new ScanImage({ detector, watchlists, store, channels, clock, ids, leaseMs: LEASE_MS }),
      [TEXT_DETECTOR, WATCHLIST_SOURCE, RESULT_STORE, CHANNELS, CLOCK, IDS],
    );
  container
    .bind(SWEEP_PENDING)
    .toResolvedValue(
      (store, channels, clock) => new SweepPending({ store, channels, clock }),
      [RESULT_STORE, CHANNELS, CLOCK],
    );
  container
    .bind(REPLAY_WATCHLIST)
    .toResolvedValue(
      (store, channels, clock, ids) =>
        new ReplayWatchlist({ store, channels, clock, ids, leaseMs: LEASE_MS }),
      [RESULT_STORE, CHANNELS, CLOCK, IDS],
    );
  container.bind(RUN_MARK).toResolvedValue((database) => runMark(database), [DATABASE]);
  container
    .bind(FILE_SCANNER)
    .toResolvedValue(
      (scanImage, store, clock, { othersRun }) =>
        new FileScanner({ ...options, scanImage, store, clock, pause, othersRun, hasRules }),
      [SCAN_IMAGE, RESULT_STORE, CLOCK, RUN_MARK],
    );
  return container;
}

function engineOptions({ workers, settings }: Config) {
  const { threads, maxSide, maxPixels, maxBytes } = settings;
  return { workers, threads, maxSide, maxPixels, maxBytes };
}

function hashKeyOf({ settings: { hashKey } }: Config): { hashKey?: string } {
  return hashKey === undefined ? {} : { hashKey };
}

function runMark(database: Database): RunMark {
  if (database.path === IN_MEMORY) return ALONE;
  // The folder may only come to be with the database.
  database.open();
  return markRun(database.path);
}
