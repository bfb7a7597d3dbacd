import { watchFolder, type WatchTrouble } from '@glyphwatch/file-image-source';
import { buildContainer, SCAN_PARTS } from '../../container.ts';
import { withPart } from '../../with-part.ts';
import type { Io } from '../../terminal/io.ts';
import { count } from '../../terminal/show.ts';
import type { ScanOptions } from '../scan/options.ts';
import { RuleChanges } from '../../scan/rule-changes.ts';
import type { WatchOptions } from './options.ts';
import { readConfig } from '../../settings/read-config.ts';
import { bucketsAmong, openBucketImages } from '../../scan/bucket-images.ts';
import { excludeBelow } from '../../scan/exclude-below.ts';
import { scanWithRetries } from '../../scan/scan-with-retries.ts';
import { sweepOften } from '../../scan/sweep-often.ts';
import { sayFirstOfKind } from '../../scan/first-of-kind.ts';
import { imagesBelow } from '../../scan/images-below.ts';
import type { Target } from '../../scan/scan-run.ts';
import { runSession, type ScanSession } from '../../scan/scan-session.ts';
import { failureText } from '../../terminal/failure-text.ts';

/** Each listing of a bucket is a paid request for every 1,000 objects. */
const DEFAULT_LISTING_MS = 30_000;
/** A look costs one `stat` for each rule file. */
const LOOK_AT_RULES_MS = 2_000;

export async function runWatch(folder: string, options: WatchOptions, io: Io): Promise<number> {
  const config = readConfig(options, io, [folder]);
  return withPart(SCAN_PARTS, buildContainer(config, io), (parts) =>
    runSession(parts, { config, options, io }, (session) => watch(folder, session, options)),
  );
}

async function watch(folder: string, session: ScanSession, options: WatchOptions): Promise<void> {
  const { config, scanner, tally, signal, statusLine } = session;
  const sweeper = sweepOften(session);
  const ruleWatch = watchRules(session);
  await session.tellWaiting();
  statusLine.say(`watching ${folder}; Ctrl-C stops`);
  try {
    const images = await imagesArriving(folder, session, options);
    const found = sayFirstOfKind(images, (text) => statusLine.say(text));
    const run = session.runWith((file) => scanWithRetries(scanner, file, signal));
    await run.over(excludeBelow(found, config.annotate));
    await session.tellWaiting(true);
  } finally {
    clearInterval(sweeper);
    clearInterval(ruleWatch);
  }
  const left = tally.left === 0 ? '' : `, ${tally.left} left for the next run`;
  statusLine.say(`stopped: ${count(tally.images, 'image')} done${left}`);
}

async function imagesArriving(
  place: string,
  { config, signal, statusLine, io }: ScanSession,
  options: WatchOptions,
): Promise<AsyncGenerator<Target>> {
  const { maxBytes, settleMs } = config;
  const { poll, followLinks = false } = options;
  const address = bucketsAmong([place], options).get(place);
  if (address) {
    const onTrouble = (cause: unknown): void =>
      statusLine.say(cause === undefined ? `${place} is listed again` : failureText(cause));
    const images = await openBucketImages(options, maxBytes, io);
    return images.watch(address, { signal, pollMs: poll ?? DEFAULT_LISTING_MS, onTrouble });
  }
  let found = 0;
  const looking = {
    ...{ signal, settleMs, followLinks },
    onTrouble: (trouble: WatchTrouble) => statusLine.say(describeTrouble(trouble, place)),
    onFound: () => statusLine.expect(++found),
    ...(poll === undefined ? {} : { pollMs: poll }),
  };
  return imagesBelow(watchFolder(place, looking), maxBytes);
}

function watchRules(session: ScanSession): NodeJS.Timeout | undefined {
  const { watchlists, store, statusLine, options } = session;
  // What is in memory ends with this command, so nobody can look at it.
  if (store.location === undefined) return undefined;
  const changes = new RuleChanges({
    ...{ watchlists, store: store.results },
    say: (text) => statusLine.say(text),
    command: replayCommand(options),
  });
  const look = (): void => {
    changes.look().catch((error: unknown) => statusLine.say(failureText(error)));
  };
  look();
  return setInterval(look, LOOK_AT_RULES_MS);
}

function replayCommand({ rules, config, store }: ScanOptions): string {
  const named = Object.entries({ rules, config, store }).flatMap(([option, value]) =>
    typeof value === 'string' ? [`--${option} ${JSON.stringify(value)}`] : [],
  );
  return ['glyphwatch rules replay', ...named].join(' ');
}

function describeTrouble(trouble: WatchTrouble, folder: string): string {
  switch (trouble.kind) {
    case 'folder-gone':
      return `${folder} is missing; scanning resumes once it is back`;
    case 'folder-back':
      return `${folder} is back`;
    case 'not-watched':
      return `part of ${folder} cannot be watched: ${failureText(trouble.cause)}`;
    case 'polled':
      return trouble.because === 'network-share'
        ? `${folder} is on a network share, which reports no changes: looking for them every 5 s (or as --poll says)`
        : `the system's limit of watched folders is reached: looking for changes every 5 s. To raise it: sudo sysctl fs.inotify.max_user_watches=1000000`;
  }
}
