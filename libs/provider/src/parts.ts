import type {
  DetectionMemory,
  ImageAddress,
  ImageSource,
  LinkTo,
  Notification,
  Notifier,
  ResultStore,
  TextDetector,
  WatchlistSource,
} from '@glyphwatch/domain';
import type { Provider } from './provider.ts';

/*
 * For each port: what a provider opens, and the parts that the app hands it. Everything here is the app's to know;
 * what only one provider needs is a setting of its own.
 */

export interface DetectorParts {
  /** Images that it is asked to read at once. */
  readonly parallel: number;
  /** Larger images are refused. */
  readonly maxBytes?: number;
  /** Calls that this process may start per second: its share of a quota. */
  readonly callsPerSecond?: number;
  /** For detectors that fetch images by address. */
  readonly askObject?: AskObject;
}

/** `denied` also when only an allowed caller may know whether it is there. */
export type ObjectState = 'there' | 'gone' | 'denied';

/** Looks whether this version of an image is there, without reading it. Fails when there is no answer. */
export type AskObject = (address: ImageAddress) => Promise<ObjectState>;

/** Dispose of it when the app ends: workers stop. */
export type OpenedDetector = TextDetector & Partial<AsyncDisposable>;
export type DetectorProvider = Provider<OpenedDetector, DetectorParts>;

export interface StoreParts {
  /** Relative paths start here. */
  readonly folder: string;
  /** A store that is not there yet is a mistake, e.g. of the caller who wants to look into it. */
  readonly mustExist?: boolean;
}

/** Disposing of it closes connections and files. */
export interface OpenedStore extends AsyncDisposable {
  readonly results: ResultStore;
  readonly detections?: DetectionMemory;
  /** Absolute path, when it is a file on this machine. */
  readonly file?: string;
  /** Where its content outlives this process, for people: a path, a host; absent in memory. */
  readonly location?: string;
}
export type StoreProvider = Provider<OpenedStore, StoreParts>;

/** The part of a writable stream that is needed; `process.stderr` is one. */
export interface Output {
  write(chunk: string, done: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}

/** A picture of what matched, PNG or JPEG; `undefined` when there is none to show. */
export type CutOut = (notification: Notification) => Promise<Uint8Array | undefined>;

export interface ChannelParts {
  /** Where the console channel writes: this machine's terminal. */
  readonly output: Output;
  readonly cutOut?: CutOut;
  /** Where readers of a message open the picture. */
  readonly linkTo?: LinkTo;
}
export type ChannelProvider = Provider<Notifier, ChannelParts>;

export interface ImageParts {
  /** Larger images are never read into memory. */
  readonly maxBytes: number;
}

export type OpenImage = (address: ImageAddress) => ImageSource;
export type ImageProvider = Provider<OpenImage, ImageParts>;

export interface WatchlistParts {
  /** Called once for each change of the rules that was refused, with a message for people. */
  readonly onProblem: (problem: string) => void;
  /** Key for the hashes of sensitive matches. */
  readonly hashKey?: () => Promise<string>;
}
export type WatchlistProvider = Provider<WatchlistSource, WatchlistParts>;
