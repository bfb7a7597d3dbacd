import type {
  CurrentImages,
  Deliveries,
  DetectionMemory,
  Notifier,
  ResultStore,
  TextDetector,
  WatchlistSource,
} from '../index.ts';
import {
  type DeliveriesSubject,
  type DetectionMemorySubject,
  imageThatFails,
  type CurrentImagesSubject,
  type ImageSourceSubject,
  type LookingSubject,
  type NotifierSubject,
  type ResultStoreSubject,
  type TextDetectorSubject,
  unique,
  type WatchlistSourceSubject,
} from '../contracts/index.ts';
import { InMemoryAlertReviews } from './in-memory-alert-reviews.ts';
import { InMemoryDeliveries } from './in-memory-deliveries.ts';
import { InMemoryDetectionMemory } from './in-memory-detection-memory.ts';
import { InMemoryImages } from './in-memory-image-source.ts';
import { InMemoryNotifier } from './in-memory-notifier.ts';
import { InMemoryResultQueries } from './in-memory-result-queries.ts';
import { InMemoryResultStore } from './in-memory-result-store.ts';
import { InMemoryTextDetector } from './in-memory-text-detector.ts';
import { InMemoryWatchlistSource } from './in-memory-watchlist-source.ts';
import { Outage } from './outage.ts';
import { NOT_AN_IMAGE } from './read-text.ts';

/*
 * The in-memory adapters as subjects of the contracts. `sabotage` breaks one, for the spec that shows that the
 * contracts notice.
 */
type Sabotage<Port> = (port: Port) => Port;

const MAX_BYTES = 4096;

export async function openResultStore(
  sabotage: Sabotage<ResultStore> = (store) => store,
): Promise<ResultStoreSubject> {
  const outage = new Outage();
  const deliveries = new InMemoryDeliveries();
  return {
    deliveries,
    store: sabotage(outage.reach(new InMemoryResultStore(deliveries))),
    breakBackend: () => breakFor(outage),
    misconfigure: async () => outage.begin('store-misconfigured'),
  };
}

export async function openLooking(
  sabotage: Sabotage<LookingSubject> = (subject) => subject,
): Promise<LookingSubject> {
  const outage = new Outage();
  const deliveries = new InMemoryDeliveries();
  const store = new InMemoryResultStore(deliveries);
  return {
    ...sabotage({
      ...{ store, deliveries },
      queries: outage.reach(new InMemoryResultQueries(store, deliveries)),
      reviews: outage.reach(new InMemoryAlertReviews(store, deliveries)),
    }),
    breakBackend: () => breakFor(outage),
    misconfigure: async () => outage.begin('store-misconfigured'),
  };
}

export async function openDeliveries(
  sabotage: Sabotage<Deliveries> = (deliveries) => deliveries,
): Promise<DeliveriesSubject> {
  const outage = new Outage();
  return {
    deliveries: sabotage(outage.reach(new InMemoryDeliveries())),
    breakBackend: () => breakFor(outage),
    misconfigure: async () => outage.begin('store-misconfigured'),
  };
}

export async function openDetectionMemory(
  sabotage: Sabotage<DetectionMemory> = (memory) => memory,
): Promise<DetectionMemorySubject> {
  const outage = new Outage();
  return {
    memory: sabotage(outage.reach(new InMemoryDetectionMemory())),
    breakBackend: () => breakFor(outage),
    misconfigure: async () => outage.begin('store-misconfigured'),
  };
}

export async function openNotifier(
  sabotage: Sabotage<Notifier> = (notifier) => notifier,
): Promise<NotifierSubject> {
  const outage = new Outage();
  const notifier = new InMemoryNotifier();
  return {
    notifier: sabotage(outage.reach(notifier)),
    received: async () => notifier.messages.map(({ id }) => id),
    goDown: async () => outage.begin('notifier-unavailable'),
    refuse: async () => outage.begin('notification-refused'),
    misconfigure: async () => outage.begin('notifier-misconfigured'),
  };
}

export async function openImageSource(): Promise<ImageSourceSubject> {
  const outage = new Outage();
  const bucket = unique('bucket');
  const images = new InMemoryImages({ maxBytes: MAX_BYTES });
  const put = async (key: string, bytes: Uint8Array) => {
    images.put({ bucket, key }, bytes);
    return outage.reach(images.open({ bucket, key }));
  };
  return {
    put,
    change: async (key, bytes) => images.put({ bucket, key }, bytes),
    remove: async (key) => images.delete({ bucket, key }),
    putTooBig: (key) => put(key, new Uint8Array(MAX_BYTES + 1)),
    makeUnreadable: async (key) => images.lock({ bucket, key }),
    breakBackend: async () => outage.begin('source-unavailable'),
  };
}

export async function openCurrentImages(
  sabotage: Sabotage<CurrentImages> = (images) => images,
): Promise<CurrentImagesSubject> {
  const outage = new Outage();
  const bucket = unique('bucket');
  const images = new InMemoryImages();
  let count = 0;
  return {
    images: sabotage(outage.reach<CurrentImages>(images)),
    put: async (key, content) => {
      count += 1;
      const version = `v${count}`;
      const address = { bucket, key, versionId: version };
      images.put(address, content);
      return { address, version };
    },
    remove: async (key) => images.delete({ bucket, key }),
    erase: async (address) => images.delete(address),
    makeUnreadable: async (key) => images.lock({ bucket, key }),
    breakBackend: async () => outage.begin('source-unavailable'),
  };
}

export async function openTextDetector(
  sabotage: Sabotage<TextDetector> = (detector) => detector,
): Promise<TextDetectorSubject> {
  const outage = new Outage();
  const images = new InMemoryImages();
  const imageOf = async (content: string) => {
    const address = { bucket: unique('bucket'), key: 'image.txt' };
    images.put(address, content);
    return images.open(address);
  };
  return {
    detector: sabotage(outage.reach(new InMemoryTextDetector())),
    imageShowing: (lines) => imageOf(lines.join('\n')),
    documentShowing: (pages) => imageOf(pages.map((lines) => lines.join('\n')).join('\f')),
    blankImage: () => imageOf(''),
    notAnImage: () => imageOf(NOT_AN_IMAGE),
    missingImage: async () => images.open({ bucket: unique('bucket'), key: 'missing.txt' }),
    imageThatFails,
    breakBackend: async () => outage.begin('detector-unavailable'),
    misconfigure: async () => outage.begin('detector-misconfigured'),
  };
}

export async function openWatchlistSource(
  sabotage: Sabotage<WatchlistSource> = (source) => source,
): Promise<WatchlistSourceSubject> {
  const source = new InMemoryWatchlistSource();
  return {
    source: sabotage(source),
    write: async (rules) => source.write(rules),
    remove: async () => source.remove(),
    problems: () => source.problems,
  };
}

async function breakFor(outage: Outage): Promise<() => Promise<void>> {
  outage.begin('store-unavailable');
  return async () => outage.end();
}
