import type {
  AlertReviews,
  Deliveries,
  DetectionMemory,
  ImageAddress,
  ImageSource,
  LinkTo,
  Locale,
  Notification,
  Notifier,
  ResultQueries,
  ResultStore,
  TextDetector,
  WatchlistSource,
} from '@glyphwatch/domain';
import type { Provider } from './provider.ts';

/*
 * For each port: what a provider opens, and the parts that the app passes to it. What only one provider needs is a setting of
 * its own instead.
 */

export interface DetectorParts {
  /** Concurrent images. */
  readonly parallel: number;
  /** Larger images are rejected. */
  readonly maxBytes?: number;
  /** This process's share of a rate limit. */
  readonly callsPerSecond?: number;
  /** Fail instead of waiting longer for the rate limit; whoever calls tries again later. */
  readonly longestWaitMs?: number;
  /** For detectors that fetch images by address. */
  readonly askObject?: AskObject;
}

/** `denied` also if S3 hides from this caller whether the object exists. */
export type ObjectState = 'there' | 'gone' | 'denied';

/** Checks whether this version of an image exists, without reading it. Fails if the check cannot run. */
export type AskObject = (address: ImageAddress) => Promise<ObjectState>;

/** Disposing of it stops its workers. */
export type OpenedDetector = TextDetector & Partial<AsyncDisposable>;
export type DetectorProvider = Provider<OpenedDetector, DetectorParts>;

/** `create` what is missing, `change` what exists, or only `read` it, without writing anything. */
export type StoreAccess = 'create' | 'change' | 'read';

export interface StoreParts {
  /** Base of relative paths. */
  readonly folder: string;
  /** Default: `create`. The others fail with `store-missing` if the store does not exist yet. */
  readonly access?: StoreAccess;
  /** Called once for each part of the store that is damaged and left out, with a message for people. */
  readonly onProblem?: (problem: string) => void;
  /** Told again and again while an older store is upgraded, which may take minutes. */
  readonly onUpgrade?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Disposing of it closes connections and files. */
export interface OpenedStore extends AsyncDisposable {
  readonly results: ResultStore;
  /** Where commits of `results` add what is to be told. */
  readonly deliveries: Deliveries;
  readonly detections?: DetectionMemory;
  /** What a console looks through; absent for a store that has no console yet. */
  readonly queries?: ResultQueries;
  readonly reviews?: AlertReviews;
  /** Absolute path, if it is a file on this machine. */
  readonly file?: string;
  /** Where its content is stored, for messages: a path, a host; absent in memory. */
  readonly location?: string;
  /**
   * Whether an image is claimed by a process that has ended, so that its claim need not be waited for. Present if several
   * machines can share the store.
   */
  readonly isAbandoned?: (imageId: string) => Promise<boolean>;
}
export type StoreProvider = Provider<OpenedStore, StoreParts>;

/** The methods of a writable stream that are needed; `process.stderr` has them. */
export interface Output {
  write(chunk: string, done: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}

/** A picture of what matched, PNG or JPEG; `undefined` if there is none. */
export type CutOut = (notification: Notification) => Promise<Uint8Array | undefined>;

/** What a channel answered: a status of its protocol, and its words, which may hold anything. */
export interface ChannelAnswer {
  readonly status: number;
  readonly body: string;
}

export interface ChannelParts {
  /** Where the console channel writes: this machine's terminal. */
  readonly output: Output;
  readonly cutOut?: CutOut;
  /** Where readers of a message open the picture. */
  readonly linkTo?: LinkTo;
  /** The language and the clocks of people. */
  readonly locale?: Locale;
  /** Called with every answer, good or bad; channels that get none do not call it. */
  readonly onAnswer?: (answer: ChannelAnswer) => void;
}
export type ChannelProvider = Provider<Notifier, ChannelParts>;

export interface ImageParts {
  /** Larger images are never read into memory. */
  readonly maxBytes: number;
}

export type OpenImage = (address: ImageAddress) => ImageSource;
export type ImageProvider = Provider<OpenImage, ImageParts>;

export interface WatchlistParts {
  /** Called once for each rejected change of the rules, with a message for people. */
  readonly onProblem: (problem: string) => void;
  /** HMAC key for sensitive matches. */
  readonly hashKey?: () => Promise<string>;
  /** Of quiet hours that name no time zone; default: this machine's. */
  readonly zone?: string;
}
export type WatchlistProvider = Provider<WatchlistSource, WatchlistParts>;
