import type {
  ImageSource,
  Notification,
  Notifier,
  Watchlist,
  WatchlistSource,
} from '@glyphwatch/domain';
import type { MessageDelays } from '../queue/message-delays.ts';

/*
 * Parts that not every image needs. Most of a cold start is evaluating vendors' code, so theirs is loaded when the
 * first call comes: rules with the first image, a topic when something matches, the queue when something fails.
 */

type Load<T> = () => Promise<T>;

export class DeferredNotifier implements Notifier {
  readonly #notifier: Load<Notifier>;

  constructor(load: Load<Notifier>) {
    this.#notifier = once(load);
  }

  async notify(notification: Notification): Promise<void> {
    await (await this.#notifier()).notify(notification);
  }
}

export class DeferredWatchlistSource implements WatchlistSource {
  readonly #source: Load<WatchlistSource>;

  constructor(load: Load<WatchlistSource>) {
    this.#source = once(load);
  }

  async current(): Promise<Watchlist> {
    return (await this.#source()).current();
  }
}

export class DeferredDelays implements MessageDelays {
  readonly #delays: Load<MessageDelays>;

  constructor(load: Load<MessageDelays>) {
    this.#delays = once(load);
  }

  async delay(receiptHandle: string, seconds: number): Promise<void> {
    await (await this.#delays()).delay(receiptHandle, seconds);
  }
}

export class DeferredImage implements ImageSource {
  readonly address: ImageSource['address'];
  readonly #image: Load<ImageSource>;

  constructor(address: ImageSource['address'], load: Load<ImageSource>) {
    this.address = address;
    this.#image = once(load);
  }

  async read(): Promise<Uint8Array> {
    return (await this.#image()).read();
  }
}

/** Loads with the first call; all calls get the same. */
function once<T>(load: Load<T>): Load<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
}
