import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buildContainer, SERVE_PARTS } from '../../container.ts';
import { bucketsAmong } from '../../scan/bucket-images.ts';
import { excludeBelow } from '../../scan/exclude-below.ts';
import { sayFirstOfKind } from '../../scan/first-of-kind.ts';
import { imagesArriving } from '../../scan/images-arriving.ts';
import { runSession, type ScanSession } from '../../scan/scan-session.ts';
import { scanWithRetries } from '../../scan/scan-with-retries.ts';
import { sweepOften } from '../../scan/sweep-often.ts';
import { consolePartsOf } from '../../serve/console-parts-of.ts';
import { FolderUploads } from '../../serve/folder-uploads.ts';
import { merged } from '../../serve/merged.ts';
import { openPage } from '../../serve/open-page.ts';
import { VersionReader } from '../../serve/read-version.ts';
import type { ServeParts } from '../../serve/serve-parts.ts';
import { ThreadForecasts } from '../../serve/thread-forecasts.ts';
import { WatchedPlaces } from '../../serve/watched-places.ts';
import { readConfig } from '../../settings/read-config.ts';
import type { Io } from '../../terminal/io.ts';
import { count } from '../../terminal/show.ts';
import { untilAborted } from '../../terminal/until-aborted.ts';
import { withPart } from '../../with-part.ts';
import type { ServeCommandOptions } from './options.ts';

export async function runServe(
  folders: readonly string[],
  options: ServeCommandOptions,
  io: Io,
): Promise<number> {
  const config = readConfig(options, io, folders);
  // Without a folder, it is where pictures are.
  if (folders.length > 0) bucketsAmong(folders, options);
  return withPart(SERVE_PARTS, buildContainer(config, io), (parts) => {
    // The page shows what is found; only its address is printed.
    const quiet = { ...io, stdout: new PassThrough().resume() };
    const context = { config, options: { ...options, format: 'jsonl' as const }, io: quiet };
    return runSession(parts.scan, context, (session) =>
      serve(parts, session, { folders, options, io }),
    );
  });
}

interface Serving {
  readonly folders: readonly string[];
  readonly options: ServeCommandOptions;
  readonly io: Io;
}

async function serve(parts: ServeParts, session: ScanSession, serving: Serving): Promise<void> {
  const { folders, options, io } = serving;
  const { statusLine, tally } = session;
  const places = new WatchedPlaces(folders);
  const isReadOnly = options.readOnly ?? false;
  const uploads = isReadOnly ? undefined : await openUploads(parts, session);
  const forecasts = forecastsOf(session, options, io);
  const versions = new VersionReader(session.config, options, io);
  const choices = { isReadOnly, places, versions, forecasts, uploads: uploads?.uploads };
  const shown = await consolePartsOf(parts, session, choices);
  const page = await openPage(shown, options, { io, statusLine });
  try {
    const watched = uploads ? [...folders, uploads.folder] : folders;
    await scanUntilStopped(session, { ...serving, folders: watched }, places);
  } finally {
    await forecasts?.close();
    await page.close();
    await versions.close();
  }
  statusLine.say(`stopped: ${count(tally.images, 'image')} done`);
}

/** Beside the store, where its owner looks for them; what is in memory has no place. */
async function openUploads(
  { clock }: ServeParts,
  { config, store }: ScanSession,
): Promise<{ readonly uploads: FolderUploads; readonly folder: string } | undefined> {
  if (store.file === undefined) return undefined;
  const folder = join(dirname(store.file), 'uploads');
  const { maxBytes } = config;
  const uploads = new FolderUploads({ folder, maxBytes, results: store.results, clock });
  await uploads.open();
  return { uploads, folder };
}

/** Another thread can open what is stored, but not what is in this one's memory. */
function forecastsOf(
  { config, store }: ScanSession,
  { config: named, rules, store: stored }: ServeCommandOptions,
  { cwd, env }: Io,
): ThreadForecasts | undefined {
  if (store.location === undefined || config.rules === undefined) return undefined;
  const options = {
    ...(named === undefined ? {} : { config: named }),
    ...(rules === undefined ? {} : { rules }),
    ...(stored === undefined ? {} : { store: stored }),
  };
  return new ThreadForecasts({ options, cwd, env: { ...env } });
}

async function scanUntilStopped(
  session: ScanSession,
  { folders, options }: Serving,
  places: WatchedPlaces,
): Promise<void> {
  const { config, scanner, signal, statusLine } = session;
  const sweeper = sweepOften(session);
  await session.tellWaiting();
  try {
    const sources = await Promise.all(
      folders.map((folder) => {
        const onTrouble = (isWatched: boolean, message: string): void =>
          places.note(folder, isWatched, message);
        return imagesArriving(folder, session, { ...options, onTrouble });
      }),
    );
    const found = sayFirstOfKind(merged(sources), (text) => statusLine.say(text));
    const run = session.runWith((file) => scanWithRetries(scanner, file, signal));
    await run.over(excludeBelow(found, config.annotate));
    // Without a folder there is nothing to scan, but much to look at.
    await untilAborted(signal);
    await session.tellWaiting(true);
  } finally {
    clearInterval(sweeper);
  }
}
