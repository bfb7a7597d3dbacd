import { hasErrorCode } from '@glyphwatch/domain';
import { openPages } from '../open-pages.ts';
import type { PageLimits, Pixels } from '../opened-pages.ts';
import { plainPicture, type Drawn } from './drawn.ts';

const LIMITS: PageLimits = { maxBytes: 1e6, maxPixels: 1e6, maxReadPixels: 1e6 };
const COLOURS = [
  [200, 30, 30],
  [30, 160, 40],
  [40, 60, 200],
] as const;
/** Lossy formats change colours a little. */
const TOLERANCE = 12;

export interface FormatSubject {
  /** A file that shows these pictures; of formats with one page, there is one. */
  write(pages: readonly Drawn[]): Buffer | Promise<Buffer>;
  readonly kind: 'still' | 'pages' | 'frames';
}

/** What every format promises, with files of one and of three pages. */
export function describePagesContract(format: string, { write, kind }: FormatSubject): void {
  const colours = kind === 'still' ? COLOURS.slice(0, 1) : COLOURS;
  const open = async (limits: Partial<PageLimits> = {}) =>
    openPages(await write(colours.map((colour) => plainPicture(colour))), { ...LIMITS, ...limits });

  describe(format, () => {
    it('says what it is and how many pages it has', async () => {
      await using opened = await open();
      expect(opened).toMatchObject({ format, count: colours.length });
      expect(opened.kind).toBe(kind === 'frames' ? 'frames' : 'pages');
    });

    it('gives each page as it was drawn, opaque and upright', async () => {
      await using opened = await open();
      for (const [index, colour] of colours.entries()) {
        const page = await opened.page(index + 1);
        expect(page).toMatchObject({ width: 48, height: 32, full: { width: 48, height: 32 } });
        expect(page.pixels).toHaveLength(48 * 32 * 3);
        expectAlike(colourAt(page, 40, 24), colour);
        expectAlike(colourAt(page, 40, 4), colour);
        expectAlike(colourAt(page, 4, 4), [255, 255, 255]);
      }
    });

    it('gives pages in any order, and one as often as it is asked for', async () => {
      await using opened = await open();
      const last = colours.length;
      const [once, first, again] = [
        await opened.page(last),
        await opened.page(1),
        await opened.page(last),
      ];
      expectAlike(colourAt(first, 40, 24), colours[0] ?? []);
      expect(again).toEqual(once);
    });

    it('scales pages down and remembers their size', async () => {
      await using opened = await open({ maxReadPixels: 24 * 16 });
      const page = await opened.page(1);
      expect(page).toMatchObject({ width: 24, height: 16 });
      expectAlike(colourAt(page, 20, 12), colours[0] ?? []);
    });

    it('fails with image-unsupported for a file that ends early', async () => {
      const whole = await write([noise()]);
      const failure = await openPages(whole.subarray(0, whole.length * 0.6), LIMITS)
        .then(async (opened) => {
          await using file = opened;
          return file.page(1);
        })
        .catch((error: unknown) => error);
      expect(hasErrorCode(failure, 'image-unsupported')).toBe(true);
    });
  });
}

function colourAt({ pixels, width }: Pixels, x: number, y: number): readonly number[] {
  return [...pixels.subarray((y * width + x) * 3).subarray(0, 3)];
}

function expectAlike(seen: readonly number[], wanted: readonly number[]): void {
  for (const [part, value] of wanted.entries()) {
    expect(Math.abs((seen[part] ?? -1000) - value)).toBeLessThanOrEqual(TOLERANCE);
  }
}

/** Pixels that no format compresses to nothing. */
function noise(): Drawn {
  const [width, height] = [48, 32];
  let state = 1;
  const rgb = Uint8Array.from({ length: width * height * 3 }, () => {
    state = (state * 48271) % 2147483647;
    return state & 255;
  });
  return { width, height, rgb };
}
