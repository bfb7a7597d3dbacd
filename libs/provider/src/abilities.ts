import type { Tell } from '@glyphwatch/domain';

/** Where a provider can be chosen: by the command on this machine, or by the deployed function. */
export type Host = 'laptop' | 'function';

export type PortName =
  | 'TextDetector'
  | 'ResultStore'
  | 'Deliveries'
  | 'DetectionMemory'
  | 'ResultQueries'
  | 'AlertReviews'
  | 'Notifier'
  | 'ImageSource'
  | 'WatchlistSource';

/** Letters that a detector reads reliably, as the content of a regular expression's character class; case is ignored. */
export interface Alphabet {
  readonly letters: string;
  /** What each code in its setting `languages` adds; the likeliest languages first. */
  readonly byLanguage?: Readonly<Record<string, string>>;
}

/** What people need to know to choose a provider. Plain data, so printing it loads no client. */
export interface Abilities {
  readonly ports: readonly PortName[];
  /** One line: `Amazon Rekognition, by S3 address`. */
  readonly summary: string;
  /** Empty: for tests only. */
  readonly hosts: readonly Host[];
  /** Each a short phrase: `JPEG and PNG up to 15 MB`. */
  readonly limits: readonly string[];
  /** Languages that a detector reads, as BCP 47 tags. */
  readonly languages?: readonly string[];
  /** For a detector. */
  readonly alphabet?: Alphabet;
  /** How a channel is told unless the settings say otherwise; default: `grouped`. */
  readonly tells?: Tell;
  /** Messages an hour to people, unless the settings say otherwise; default: 30. */
  readonly atMost?: number;
  /** US dollars per 1,000 images or messages, at the vendor's list price; 0 if it runs on your own machine. */
  readonly pricePerThousand?: number;
  /** Prerequisites: `a mail server`. */
  readonly needs?: readonly string[];
  /** Promises of the contract that its spec cannot test, and why. */
  readonly notShown?: readonly string[];
}
