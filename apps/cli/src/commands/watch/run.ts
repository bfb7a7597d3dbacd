import { buildContainer, SCAN_PARTS } from '../../container.ts';
import { withPart } from '../../with-part.ts';
import type { Io } from '../../terminal/io.ts';
import { count } from '../../terminal/show.ts';
import type { ScanOptions } from '../scan/options.ts';
import { RuleChanges } from '../../scan/rule-changes.ts';
import type { WatchOptions } from './options.ts';
import { readConfig } from '../../settings/read-config.ts';
import { bucketsAmong } from '../../scan/bucket-images.ts';
import { excludeBelow } from '../../scan/exclude-below.ts';
import { scanWithRetries } from '../../scan/scan-with-retries.ts';
import { sweepOften } from '../../scan/sweep-often.ts';
import { sayFirstOfKind } from '../../scan/first-of-kind.ts';
import { imagesArriving } from '../../scan/images-arriving.ts';
import { runSession, type ScanSession } from '../../scan/scan-session.ts';
import { failureText } from '../../terminal/failure-text.ts';

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
  bucketsAmong([folder], options);
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
