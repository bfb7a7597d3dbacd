import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { TextDetection } from '@glyphwatch/domain';
import { identityOf } from './identity-of.ts';
import { DEFAULT_OPTIONS } from './detector-options.ts';
import { OnnxTextDetector } from './onnx-text-detector.ts';
import { imageOf } from './testing/image-of.ts';
import { drawLine, renderPage } from './testing/index.ts';

async function read(
  png: Uint8Array,
  languages: readonly string[],
  tessdata?: string,
): Promise<TextDetection> {
  await using detector = new OnnxTextDetector({ languages, tessdata });
  return await detector.detectText(imageOf(png));
}

function textOf({ lines }: TextDetection): string {
  return lines.map(({ text }) => text).join('\n');
}

function packedData(data: string): string {
  const entry = createRequire(import.meta.url).resolve(`@tesseract.js-data/${data}`);
  return join(dirname(entry), '4.0.0_best_int', `${data}.traineddata.gz`);
}

describe('languages', () => {
  it.each([
    ['de', 'Die Größe der Straße überrascht'],
    ['fr', 'La forêt près du château est fermée'],
    ['pl', 'Proszę zgasić światło, żółty klucz'],
    ['uk', 'Вхід заборонено, її охороняють'],
    ['el', 'Απαγορεύεται η είσοδος'],
    ['ar', 'الباب مغلق حتى الظهر'],
  ])('reads %s: %s', async (code, text) => {
    expect(textOf(await read(await drawLine(text), [code]))).toBe(text);
  });

  it('reads several languages, and English among them', async () => {
    const pages = ['Größe', 'заборонено', 'Keep this gate closed'];
    for (const text of pages) {
      expect(textOf(await read(await drawLine(text), ['de', 'uk', 'en']))).toBe(text);
    }
  });

  it('reads light text on dark', async () => {
    const png = await drawLine('Öffnungszeiten täglich', { paper: '#202428', ink: '#f0f0f0' });
    expect(textOf(await read(png, ['de']))).toBe('Öffnungszeiten täglich');
  });

  it('reads a page in another script that is upside down', async () => {
    const lines = ['Двері зачинені до обіду', 'Стороннім вхід заборонено'];
    const { png } = await renderPage(lines, { font: 'DejaVu Sans', angle: 180 });
    expect(textOf(await read(png, ['uk']))).toBe(lines.join('\n'));
  });

  it('reports right-to-left words in logical order, each with its own box', async () => {
    const { lines } = await read(await drawLine('الباب مغلق حتى الظهر'), ['ar']);
    const words = lines.flatMap((line) => line.words);
    expect(words.map(({ text }) => text)).toEqual(['الباب', 'مغلق', 'حتى', 'الظهر']);
    for (const [index, { box }] of words.slice(1).entries()) {
      const before = words[index]?.box ?? box;
      expect(box.left + box.width).toBeLessThanOrEqual(before.left);
    }
  });

  it('places words of another script on their ink', async () => {
    const { png, words } = await renderPage(['Двері зачинені', 'до обіду'], {
      font: 'DejaVu Sans',
    });
    const { lines } = await read(png, ['uk']);
    const found = lines.flatMap((line) => line.words);
    expect(found.map(({ text }) => text)).toEqual(words.map(({ text }) => text));
    for (const [index, { box }] of words.entries()) {
      expect(found[index]?.box.left).toBeCloseTo(box.left, 1);
      expect(found[index]?.box.width).toBeCloseTo(box.width, 1);
    }
  });

  it('are missed where a picture seems to be in another script', async () => {
    const foreign = await drawLine('Двері сьогодні зачинені до обіду');
    expect(await read(foreign, [])).toMatchObject({ unknownScript: true });
    expect(await read(foreign, ['uk'])).not.toHaveProperty('unknownScript');
    const latin = await drawLine('Proszę zgasić światło, żółty klucz');
    expect(await read(latin, [])).not.toHaveProperty('unknownScript');
  });

  it('loses accents without them', async () => {
    expect(textOf(await read(await drawLine('Die Größe der Straße'), []))).not.toContain('ß');
  });

  it('prefers the data of a folder, and says if it cannot be used', async () => {
    const tessdata = mkdtempSync(join(tmpdir(), 'tessdata-'));
    try {
      writeFileSync(join(tessdata, 'deu.traineddata'), gunzipSync(readFileSync(packedData('deu'))));
      const png = await drawLine('Größe');
      expect(textOf(await read(png, ['de'], tessdata))).toBe('Größe');
      copyFileSync(packedData('deu'), join(tessdata, 'deu.traineddata'));
      await expect(read(png, ['de'], tessdata)).rejects.toMatchObject({
        code: 'detector-misconfigured',
        message: expect.stringContaining('German could not be loaded'),
      });
    } finally {
      rmSync(tessdata, { recursive: true });
    }
  });

  it('names all data that is missing, and how to get it', async () => {
    await expect(read(await drawLine('x'), ['de', 'ru', 'ja', 'sv'])).rejects.toMatchObject({
      code: 'detector-misconfigured',
      message:
        'The data for reading Swedish, Russian, Japanese is missing. Install it with: npm install @tesseract.js-data/swe@1.0.0 @tesseract.js-data/jpn@1.0.0. Download rus.traineddata from https://github.com/tesseract-ocr/tessdata_fast to a folder, and set tessdata to it.',
    });
  });

  it('change the identity, as does other data for them', () => {
    const tessdata = mkdtempSync(join(tmpdir(), 'tessdata-'));
    try {
      const identities = [[], ['de'], ['de', 'fr']].map((languages) =>
        identityOf({ ...DEFAULT_OPTIONS, languages }),
      );
      const ofFolder = () => identityOf({ ...DEFAULT_OPTIONS, languages: ['de'], tessdata });
      const packed = ofFolder();
      expect(packed).toBe(identities[1]);
      for (const content of ['one', 'other']) {
        writeFileSync(join(tessdata, 'deu.traineddata'), content);
        identities.push(ofFolder());
      }
      expect(new Set(identities).size).toBe(5);
      expect(identityOf({ ...DEFAULT_OPTIONS, languages: ['fr', 'en', 'de'] })).toBe(identities[2]);
    } finally {
      rmSync(tessdata, { recursive: true });
    }
  });
});
