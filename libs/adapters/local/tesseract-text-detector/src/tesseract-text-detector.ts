import {
  type DetectedLine,
  GlyphwatchError,
  type ImageSource,
  type OnPage,
  type TextDetection,
  type TextDetector,
} from '@glyphwatch/domain';
import { openPages, type Pixels } from '@glyphwatch/image-pages';
import { readDocument } from '@glyphwatch/image-pages/read-document';
import pLimit, { type LimitFunction } from 'p-limit';
import {
  findInstallation,
  folderArguments,
  type Installation,
  type InstallationOptions,
} from './installation.ts';
import { linesOfTable } from './lines-of-table.ts';
import { runCommand } from './run-command.ts';

export interface TesseractOptions extends InstallationOptions {
  /** Processes at once. */
  readonly parallel: number;
  /** Larger files are rejected. */
  readonly maxBytes?: number;
}

const LIMITS = {
  maxBytes: 100_000_000,
  maxPixels: 100_000_000,
  maxReadPixels: 40_000_000,
  maxPages: 100,
  maxFrames: 1000,
};
/** Pixels. "Below an x-height of 10 pixels, you have very little chance": https://tesseract-ocr.github.io/tessdoc/tess3/FAQ-Old.html */
const SMALLEST_FONT = 20;
/** Of either side; Tesseract refuses more. */
const MAX_SIDE = 32_767;

/** Reads text with the Tesseract command of this machine: one process and one thread for each page. */
export class TesseractTextDetector implements TextDetector {
  readonly identity: string;
  readonly #version: string;
  readonly #options: TesseractOptions;
  readonly #running: LimitFunction;

  /** Use `openTesseract`. */
  constructor(options: TesseractOptions, { version, identity }: Installation) {
    this.identity = identity;
    this.#version = version;
    this.#options = options;
    this.#running = pLimit(options.parallel);
  }

  /** Concurrent calls queue; waiting images take no memory. */
  detectText(image: ImageSource, onPage?: OnPage): Promise<TextDetection> {
    return this.#running(async () => {
      const { maxBytes = LIMITS.maxBytes } = this.#options;
      const limits = { ...LIMITS, maxBytes };
      await using opened = await openPages(await image.read(), limits);
      const read = async (page: Pixels) => ({
        ...page.full,
        lines: await this.#read(page),
        ...unseenIn(page),
      });
      const text = await readDocument(opened, limits, read, onPage);
      return { provider: 'tesseract', modelVersion: this.#version, ...text };
    });
  }

  async #read({ pixels, width, height }: Pixels): Promise<DetectedLine[]> {
    if (Math.max(width, height) > MAX_SIDE) throw tooLong({ width, height });
    const { command, data, tessdata } = this.#options;
    const args = [...folderArguments(tessdata), 'stdin', 'stdout'];
    const { stdout } = await runCommand(
      command,
      [...args, '-l', data.join('+'), '--psm', '3', 'tsv'],
      // A portable pixmap: no time is spent on packing. https://netpbm.sourceforge.net/doc/ppm.html
      Buffer.concat([Buffer.from(`P6 ${width} ${height} 255\n`), pixels]),
    );
    return linesOfTable(stdout, { width, height });
  }
}

/** Fails with `detector-misconfigured` if the command or the data of a language is missing. */
export async function openTesseract(options: TesseractOptions): Promise<TesseractTextDetector> {
  return new TesseractTextDetector(options, await findInstallation(options));
}

/** A picture that was scaled down hides small text. */
function unseenIn({ width, full }: Pixels): { readonly unseenBelow?: number } {
  const scale = width / full.width;
  return scale < 1 ? { unseenBelow: Math.ceil(SMALLEST_FONT / scale) } : {};
}

function tooLong({ width, height }: { width: number; height: number }): GlyphwatchError {
  return new GlyphwatchError(
    'image-unsupported',
    `Tesseract reads pictures of at most ${MAX_SIDE} pixels a side; this one has ${width}×${height}.`,
  );
}
