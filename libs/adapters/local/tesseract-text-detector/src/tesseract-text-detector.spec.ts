import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeTextDetectorContract,
  failureOf,
  imageThatFails,
} from '@glyphwatch/domain/contracts';
import { tiffOf } from '@glyphwatch/image-pages/testing';
import { ORIENTATIONS } from '@glyphwatch/sent-image';
import { blank, draw, imageOf, stored } from '@glyphwatch/sent-image/testing';
import sharp from 'sharp';
import { openTesseract } from './index.ts';
import { ChangingCommand } from './testing/commands.ts';
import { describeWithTesseract } from './testing/installed.ts';

const OPTIONS = { command: 'tesseract', data: ['eng'], parallel: 2 };

/** Where the installed Tesseract has its data. */
function ownData(name: string): string {
  const { stdout } = spawnSync('tesseract', ['--list-langs'], { encoding: 'utf8' });
  return join(/"([^"]*)"/.exec(stdout)?.[1] ?? '', `${name}.traineddata`);
}

async function tiffShowing(pages: readonly (readonly string[])[]): Promise<Buffer> {
  const drawn = await Promise.all(pages.map(draw));
  return tiffOf(
    await Promise.all(
      drawn.map(async ({ png, width, height }) => ({
        ...{ width, height },
        rgb: await sharp(png).removeAlpha().raw().toBuffer(),
      })),
    ),
  );
}

describeWithTesseract('the real command', () => {
  describeTextDetectorContract('TesseractTextDetector', async () => {
    const command = new ChangingCommand();
    return {
      detector: await openTesseract({ ...OPTIONS, command: command.path }),
      imageShowing: async (lines) => imageOf((await draw(lines)).png),
      documentShowing: async (pages) => imageOf(await tiffShowing(pages)),
      blankImage: async () => imageOf((await blank()).png),
      notAnImage: async () => imageOf(Buffer.from('no picture')),
      missingImage: async () => imageThatFails('image-gone'),
      imageThatFails,
      breakBackend: async () => command.becomes('kill -9 $$'),
      misconfigure: async () => command.remove(),
      close: async () => command.remove(),
    };
  });

  it.each(ORIENTATIONS)(
    'reads a photo of EXIF orientation %i as it is shown',
    async (orientation) => {
      const detector = await openTesseract(OPTIONS);
      const { png, lines: drawn, width } = await draw(['KEEP OUT', 'NO ENTRY']);
      const photo = await stored(png, orientation);
      const detection = await detector.detectText(imageOf(photo));
      expect(detection.lines.map(({ text }) => text)).toEqual(['KEEP OUT', 'NO ENTRY']);
      const left = (drawn[0]?.words[1]?.corners[0]?.x ?? 0) / width;
      expect(detection.lines[0]?.words[1]?.box.left).toBeCloseTo(left, 1);
      expect(detection).toMatchObject({ width, provider: 'tesseract', truncated: false });
    },
  );

  it('says below which size it looked for no text in a picture that was scaled down', async () => {
    const large = { width: 6_500, height: 6_400, channels: 3, background: 'white' } as const;
    const png = await sharp({ create: large }).png().toBuffer();
    const detection = await (await openTesseract(OPTIONS)).detectText(imageOf(png));
    expect(detection).toMatchObject({ width: 6_500, unseenBelow: 21, lines: [] });
    const small = await (await openTesseract(OPTIONS)).detectText(imageOf((await blank()).png));
    expect(small).not.toHaveProperty('unseenBelow');
  }, 60_000);

  it('names its version and the data of its languages', async () => {
    const { identity } = await openTesseract(OPTIONS);
    expect(identity).toMatch(/^tesseract\/\d+\.\d+\S*\/eng=[0-9a-f]{12}$/);
  });

  it('names all data that is missing, and how to get it', async () => {
    const opening = openTesseract({ ...OPTIONS, data: ['eng', 'tlh', 'chi_sim_x'] });
    const { message } = await failureOf(opening, 'detector-misconfigured');
    expect(message).toContain('no data for tlh, chi_sim_x');
    expect(message).toContain('apt install tesseract-ocr-tlh tesseract-ocr-chi-sim-x');
  });

  it.each([['all'], ['deu']])(
    'fails when the data of %s is damaged, also where Tesseract goes on',
    async (what) => {
      const tessdata = mkdtempSync(join(tmpdir(), 'tessdata-'));
      try {
        if (what === 'deu') copyFileSync(ownData('eng'), join(tessdata, 'eng.traineddata'));
        else writeFileSync(join(tessdata, 'eng.traineddata'), 'no data');
        writeFileSync(join(tessdata, 'deu.traineddata'), 'no data');
        const detector = await openTesseract({ ...OPTIONS, data: ['eng', 'deu'], tessdata });
        const { png } = await draw(['KEEP OUT']);
        const { message } = await failureOf(
          detector.detectText(imageOf(png)),
          'detector-misconfigured',
        );
        expect(message).toMatch(/data for (eng|deu)/);
      } finally {
        rmSync(tessdata, { recursive: true });
      }
    },
  );
});

describe('without the command', () => {
  it('names it and how to install it', async () => {
    const opening = openTesseract({ ...OPTIONS, command: '/nowhere/tesseract' });
    const { message } = await failureOf(opening, 'detector-misconfigured');
    expect(message).toContain('/nowhere/tesseract');
    expect(message).toContain('apt install tesseract-ocr');
  });

  it.each([
    ['is killed', 'kill -9 $$', 'SIGKILL'],
    ['fails', 'echo "Error in boxClipToRectangle" >&2; exit 1', 'ended with 1'],
  ])('says how it ended when it %s', async (_, script, how) => {
    const command = new ChangingCommand();
    try {
      command.becomes(script);
      const opening = openTesseract({ ...OPTIONS, command: command.path });
      expect((await failureOf(opening, 'detector-unavailable')).message).toContain(how);
    } finally {
      command.remove();
    }
  });
});
