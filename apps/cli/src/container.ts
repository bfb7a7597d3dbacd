import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Clock,
  type Ids,
  type NotifiedChannel,
  RememberingDetector,
  ReplayWatchlist,
  Retention,
  RestingNotifier,
  type ResultStore,
  ScanImage,
  SecondOpinion,
  Telling,
  type TextDetector,
  type WatchlistSource,
} from '@glyphwatch/domain';
import { contentHash } from '@glyphwatch/file-image-source';
import { NodeIds } from '@glyphwatch/node-ids';
import { consoleLink } from '@glyphwatch/notification-text';
import type {
  ChannelParts,
  OpenedDetector,
  OpenedStore,
  StoreAccess,
  StoreParts,
} from '@glyphwatch/provider';
import { Container, type ServiceIdentifier } from 'inversify';
import { CountedDetector } from './scan/counted-detector.ts';
import { Keeper } from './keep/keeper.ts';
import { Thumbnails } from './keep/thumbnails.ts';
import { FileScanner } from './scan/file-scanner.ts';
import { NoRules } from './scan/no-rules.ts';
import { type Draw, PictureWriter } from './scan/picture-writer.ts';
import { NO_PID_FILE, openPidFile, type PidFile, RUNS_ANYWHERE } from './scan/pid-file.ts';
import type { ScanParts } from './scan/scan-session.ts';
import type { ServeParts } from './serve/serve-parts.ts';
import { UntoldNews } from './scan/untold-news.ts';
import { checksFor, warnOfMissingFolders } from './settings/checks-of-rules.ts';
import type { Config } from './settings/read-config.ts';
import type { Disclosure } from './terminal/describe-image.ts';
import type { Io } from './terminal/io.ts';
import { StatusLine } from './terminal/status-line.ts';
import { failureText, restText, unrecordedText } from './terminal/failure-text.ts';

export interface PurgeParts {
  readonly store: OpenedStore;
  readonly thumbnails: Thumbnails | undefined;
}

const token = <T>(name: string) => Symbol(name) as ServiceIdentifier<T>;

export const STATUS_LINE = token<StatusLine>('status-line');
export const CLOCK = token<Clock>('clock');
export const IDS = token<Ids>('ids');
export const FIRST_DETECTOR = token<OpenedDetector>('first-detector');
export const SECOND_DETECTOR = token<CountedDetector | undefined>('second-detector');
/** Reads everything, even what was read before. */
export const DETECTOR = token<TextDetector>('detector');
export const STORE = token<OpenedStore>('store');
export const TEXT_DETECTOR = token<TextDetector>('text-detector');
export const RESULT_STORE = token<ResultStore>('result-store');
export const WATCHLIST_SOURCE = token<WatchlistSource>('watchlist-source');
export const UNTOLD = token<UntoldNews>('untold');
export const TELLING = token<Telling>('telling');
export const CHANNELS = token<readonly NotifiedChannel[]>('channels');
export const SCAN_IMAGE = token<ScanImage>('scan-image');
export const REPLAY_WATCHLIST = token<ReplayWatchlist>('replay-watchlist');
export const PID_FILE = token<PidFile>('pid-file');
export const FILE_SCANNER = token<FileScanner>('file-scanner');
export const PICTURE_WRITER = token<PictureWriter | undefined>('picture-writer');
/** `undefined` without a folder of the store. */
const THUMBNAILS = token<Thumbnails | undefined>('thumbnails');
/** What `results purge` and `results forget` work on. */
export const PURGE_PARTS = token<PurgeParts>('purge-parts');
export const KEEPER = token<Keeper>('keeper');
export const SCAN_PARTS = token<ScanParts>('scan-parts');
export const SERVE_PARTS = token<ServeParts>('serve-parts');

/**
 * Longer than the slowest image takes. The claim of a process that died is taken over before it ends (see `PidFile` and
 * `OpenedStore.isAbandoned`), so a long lease delays nothing.
 */
const LEASE_MS = 5 * 60_000;

/** Short, because a channel that is slower renews it, and a killed run's notifications wait for it. */
const TELL_MS = 15_000;

/** The parts list, in the order in which an image meets the parts. Nothing is created before it is needed. */
export function buildContainer(config: Config, io: Io, access: StoreAccess = 'create'): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(STATUS_LINE).toResolvedValue(() => new StatusLine(io.stderr, Date.now));
  container.bind(CLOCK).toConstantValue(() => Date.now());
  container.bind(IDS).toResolvedValue(() => new NodeIds());
  bindDetection(container, config);
  bindStore(container, config, access);
  bindKeeping(container, config);
  bindRules(container, config);
  container.bind(UNTOLD).toResolvedValue(() => new UntoldNews());
  bindChannels(container, config);
  bindUseCases(container);
  bindScan(container, config, io);
  bindServe(container);
  return container;
}

function bindDetection(container: Container, { detector, workers, maxBytes, again }: Config): void {
  const { first, whenTruncated } = detector;
  const parts = { parallel: workers, maxBytes };
  container
    .bind(FIRST_DETECTOR)
    .toResolvedValue(() => first.open(parts))
    .onDeactivation(async (opened) => opened[Symbol.asyncDispose]?.());
  container
    .bind(SECOND_DETECTOR)
    .toResolvedValue(
      async () =>
        whenTruncated && new CountedDetector(whenTruncated.name, await whenTruncated.open(parts)),
    )
    .onDeactivation(async (opened) => opened?.[Symbol.asyncDispose]());
  container.bind(DETECTOR).toResolvedValue(together, [FIRST_DETECTOR, SECOND_DETECTOR]);
  container.bind(TEXT_DETECTOR).toResolvedValue(
    (one, second, { detections }) => {
      if (detections === undefined) return together(one, second);
      // Each is remembered alone, so that neither is asked again when the other fails or is swapped.
      const remembering = (engine: TextDetector) =>
        new RememberingDetector(engine, detections, { hashOf: contentHash, again });
      return together(remembering(one), second && remembering(second));
    },
    [FIRST_DETECTOR, SECOND_DETECTOR, STORE],
  );
}

function together(first: TextDetector, second: TextDetector | undefined): TextDetector {
  return second ? new SecondOpinion(first, second) : first;
}

function bindStore(
  container: Container,
  { store, storeFolder: folder }: Config,
  access: StoreAccess,
): void {
  container
    .bind(STORE)
    .toResolvedValue(
      async (statusLine) => {
        const parts: StoreParts = {
          ...{ folder, access },
          onProblem: (problem) => statusLine.say(problem),
          onUpgrade: ({ done, total }) =>
            statusLine.show(`upgrading the stored results: ${done} of ${total}`),
        };
        return store.open(parts).finally(() => statusLine.clear());
      },
      [STATUS_LINE],
    )
    .onDeactivation(async (opened) => opened[Symbol.asyncDispose]());
  container.bind(RESULT_STORE).toResolvedValue(({ results }) => results, [STORE]);
  container
    .bind(PID_FILE)
    .toResolvedValue(
      ({ file, isAbandoned }) => {
        if (file !== undefined) return openPidFile(file);
        return isAbandoned ? RUNS_ANYWHERE : NO_PID_FILE;
      },
      [STORE],
    )
    .onDeactivation((pidFile) => pidFile.remove());
}

function bindKeeping(container: Container, { keep, storeFolder }: Config): void {
  container.bind(THUMBNAILS).toResolvedValue(
    ({ file, location }) => {
      if (location === undefined) return undefined;
      const folder = file === undefined ? join(storeFolder, '.glyphwatch') : dirname(file);
      return new Thumbnails(join(folder, 'thumbnails'));
    },
    [STORE],
  );
  container
    .bind(PURGE_PARTS)
    .toResolvedValue((store, thumbnails) => ({ store, thumbnails }), [STORE, THUMBNAILS]);
  container.bind(KEEPER).toResolvedValue(
    (store, thumbnails, clock) => {
      const { results, deliveries, detections } = store;
      const retention = new Retention({ store: results, deliveries, detections, clock, keep });
      return new Keeper({ store, retention, thumbnails, clock, keep });
    },
    [STORE, THUMBNAILS, CLOCK],
  );
}

function bindRules(container: Container, config: Config): void {
  const { rules, hashKey, timezone: zone } = config;
  container.bind(WATCHLIST_SOURCE).toResolvedValue(
    async (statusLine) => {
      if (rules === undefined) return new NoRules();
      const { FileWatchlistSource } = await import('@glyphwatch/file-watchlist-source');
      return new FileWatchlistSource(rules, {
        onProblem: (problem) => statusLine.say(problem),
        zone,
        ...(hashKey === undefined ? {} : { hashKey }),
        ...checksFor(config),
        alsoWarn: warnOfMissingFolders,
      });
    },
    [STATUS_LINE],
  );
}

function bindChannels(container: Container, config: Config): void {
  const { channels, consoleAddress, language, timezone: zone } = config;
  container.bind(CHANNELS).toResolvedValue(
    (statusLine, clock) => {
      const parts: ChannelParts = {
        output: statusLine.output,
        locale: { language, zone },
        cutOut: async (notification) =>
          (await import('./scan/cut-out-of-file.ts')).cutOutOfFile(notification, async (imageId) =>
            (await container.getAsync(RESULT_STORE)).find(imageId),
          ),
        ...(consoleAddress === undefined ? {} : { linkTo: consoleLink(consoleAddress) }),
      };
      return Promise.all(
        channels.map(async ({ provider, ...channel }) => ({
          ...channel,
          notifier: new RestingNotifier(await provider.open(parts), {
            clock,
            onRest: (restMs) => statusLine.say(restText(channel.name, restMs)),
          }),
        })),
      );
    },
    [STATUS_LINE, CLOCK],
  );
}

function bindUseCases(container: Container): void {
  container.bind(TELLING).toResolvedValue(
    ({ deliveries }, channels, watchlists, clock, ids) =>
      new Telling({
        ...{ deliveries, channels, watchlists, clock, ids, random: Math.random },
        pause: (ms, options) => pause(ms, undefined, options),
        tellMs: TELL_MS,
      }),
    [STORE, CHANNELS, WATCHLIST_SOURCE, CLOCK, IDS],
  );
  container.bind(SCAN_IMAGE).toResolvedValue(
    (detector, watchlists, store, channels, telling, clock, ids) =>
      new ScanImage({
        ...{ detector, watchlists, store, channels, telling, clock, ids },
        leaseMs: LEASE_MS,
      }),
    [TEXT_DETECTOR, WATCHLIST_SOURCE, RESULT_STORE, CHANNELS, TELLING, CLOCK, IDS],
  );
  container.bind(REPLAY_WATCHLIST).toResolvedValue(
    (store, channels, telling, clock, ids) =>
      new ReplayWatchlist({
        ...{ store, channels, telling, clock, ids, pause, leaseMs: LEASE_MS },
      }),
    [RESULT_STORE, CHANNELS, TELLING, CLOCK, IDS],
  );
}

function bindScan(container: Container, { rules, again, annotate, reveal }: Config, io: Io): void {
  const hasRules = rules !== undefined;
  container.bind(FILE_SCANNER).toResolvedValue(
    (scanImage, { results: store, ...opened }, clock, { hasOtherRuns }, statusLine, untold) =>
      new FileScanner({
        ...{ scanImage, store, clock, hasRules, again },
        isAbandoned: opened.isAbandoned ?? (() => !hasOtherRuns()),
        onUntold: (failures) => untold.note(failures),
        onUnrecorded: (image, error) => statusLine.say(unrecordedText(image, error, io)),
        onFailure: (path, error) => {
          if (io.debug) statusLine.say(`${path}: ${failureText(error, io)}`);
        },
      }),
    [SCAN_IMAGE, STORE, CLOCK, PID_FILE, STATUS_LINE, UNTOLD],
  );
  container
    .bind(PICTURE_WRITER)
    .toResolvedValue(() =>
      annotate === undefined ? undefined : new PictureWriter(annotate, drawing({ reveal })),
    );
  container.bind(SCAN_PARTS).toResolvedValue(
    (scanner, telling, watchlists, pictures, statusLine, store, untold, second, keeper) => ({
      ...{ scanner, telling, watchlists, pictures, statusLine, store, untold, second, keeper },
    }),
    [
      FILE_SCANNER,
      TELLING,
      WATCHLIST_SOURCE,
      PICTURE_WRITER,
      STATUS_LINE,
      STORE,
      UNTOLD,
      SECOND_DETECTOR,
      KEEPER,
    ],
  );
}

function bindServe(container: Container): void {
  container
    .bind(SERVE_PARTS)
    .toResolvedValue(
      (scan, clock, detector) => ({ scan, clock, detector }),
      [SCAN_PARTS, CLOCK, TEXT_DETECTOR],
    );
}

/** The drawing library is loaded with the first match, which many scans do not have. */
function drawing(disclosure: Disclosure): Draw {
  return async function* (image, scanned) {
    const { drawMatches } = await import('./scan/draw-matches.ts');
    yield* drawMatches(image, scanned, disclosure);
  };
}
