import { buildContainer, SCAN_PARTS } from '../../container.ts';
import type { Answer } from '../../receive/answer.ts';
import { ArrivingImages } from '../../receive/arriving-images.ts';
import { routesOf } from '../../receive/routes-of.ts';
import { type Receiver, startReceiver } from '../../receive/start-receiver.ts';
import { takeNotification } from '../../receive/take-notification.ts';
import { BUSY, type LocalFile } from '../../scan/file-scanner.ts';
import { runSession, type ScanSession } from '../../scan/scan-session.ts';
import { scanWithRetries } from '../../scan/scan-with-retries.ts';
import { sweepOften } from '../../scan/sweep-often.ts';
import { readConfig } from '../../settings/read-config.ts';
import { invalid } from '../../terminal/invalid.ts';
import type { Io } from '../../terminal/io.ts';
import { count } from '../../terminal/show.ts';
import { withPart } from '../../with-part.ts';
import type { ReceiveOptions } from './options.ts';

export async function runReceive(options: ReceiveOptions, io: Io): Promise<number> {
  const config = readConfig(options, io, [], 'receiving');
  return withPart(SCAN_PARTS, buildContainer(config, io), (parts) =>
    runSession(parts, { config, options, io }, (session) => receive(session, options)),
  );
}

async function receive(session: ScanSession, { host, port }: ReceiveOptions): Promise<void> {
  const { config, io, statusLine, tally } = session;
  const { receive: senders, maxBytes, storeFolder: folder } = config;
  if (!senders) throw invalid(NO_SENDERS);
  const routes = await routesOf(senders, host, { maxBytes, folder, io });
  const images = new ArrivingImages();
  const refusals = new Refusals((text) => statusLine.say(text));
  const receiver = await startReceiver({
    ...{ host, port },
    take: (request) => takeNotification(request, routes, images),
    onAnswer: (answer) => refusals.note(answer),
  }).catch((cause: unknown) => {
    throw invalid(`Cannot listen on ${host}:${port}. Choose another --host or --port.`, cause);
  });
  statusLine.say(
    `receiving at ${[...routes.keys()].map((path) => receiver.url + path).join(', ')}; Ctrl-C stops`,
  );
  await scanUntilStopped(session, images, receiver);
  const refused = refusals.number === 0 ? '' : `, ${count(refusals.number, 'request')} refused`;
  statusLine.say(`stopped: ${count(tally.images, 'image')} done${refused}`);
}

const NO_SENDERS =
  'The settings name no sender of notifications. Write receive: { minio: { buckets: [my-bucket], tokenFrom: TOKEN } }, ' +
  'or pubsub or eventgrid.';

/** After Ctrl-C, images in progress are finished and answered; the senders of others try again. */
async function scanUntilStopped(
  session: ScanSession,
  images: ArrivingImages,
  receiver: Receiver,
): Promise<void> {
  const { signal, scanner } = session;
  const stop = (): void => images.end();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const sweeper = sweepOften(session);
  try {
    await session.tellWaiting();
    const run = session.runWith(async (file: LocalFile) => {
      const scanned = await scanWithRetries(scanner, file, signal).catch((error: unknown) => {
        // Without this, the run would notice only with the next image.
        images.end();
        throw error;
      });
      if (scanned !== BUSY) images.settle(file, scanned.status !== 'FAILED');
      return scanned;
    });
    await run.over(images);
    await session.tellWaiting(true);
  } finally {
    clearInterval(sweeper);
    signal.removeEventListener('abort', stop);
    images.abandon();
    await receiver.close();
  }
}

/** Says each reason once: anybody may send what is refused, again and again. */
class Refusals {
  number = 0;
  readonly #said = new Set<string>();
  readonly #say: (text: string) => void;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  note({ status, reason }: Answer): void {
    if (reason === undefined) return;
    this.number += 1;
    const text = `answered ${status}: ${reason}`;
    if (this.#said.has(text)) return;
    this.#said.add(text);
    this.#say(`${text}; others like it are only counted`);
  }
}
