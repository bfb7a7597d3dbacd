import { writeFileSync } from 'node:fs';
import { hasErrorCode, type TextDetection } from '@glyphwatch/domain';
import { absolutePath, secretsFrom } from '@glyphwatch/provider';
import * as z from 'zod/mini';
import { modelsProblem } from './models.ts';
import { OnnxTextDetector } from './onnx-text-detector.ts';
import { onnx } from './provider.ts';
import { imageOf } from './testing/image-of.ts';
import { renderPage } from './testing/index.ts';
import { OwnModels } from './testing/own-models.ts';

let own: OwnModels;
let page: Buffer;
beforeAll(async () => {
  page = (await renderPage(['Please keep this gate', 'closed'])).png;
});
beforeEach(async () => {
  own = await OwnModels.create();
});
afterEach(() => own[Symbol.dispose]());

async function detect(): Promise<TextDetection> {
  await using detector = new OnnxTextDetector({ models: own.folder });
  return await detector.detectText(imageOf(page));
}

/** The message of a failure that a person must act on. */
async function mistake(): Promise<string> {
  const error = await detect().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error) || !hasErrorCode(error, 'detector-misconfigured')) throw error;
  return error.message;
}

const textOf = ({ lines }: TextDetection) => lines.map(({ text }) => text);

describe('models of the user', () => {
  it('read pages, with the packaged models for what is not listed', async () => {
    const detection = await detect();
    expect(textOf(detection)).toEqual(['Please keep this gate', 'closed']);
    expect(detection.modelVersion).toMatch(/^models-[0-9a-f]{12}\+\d+$/);
    expect(await modelsProblem(own.folder)).toBeUndefined();
  });

  it('stay float, which reads the same as the integers of the packaged models, but not to the last digit', async () => {
    const float = await detect();
    await using detector = new OnnxTextDetector();
    const integer = await detector.detectText(imageOf(page));
    expect(textOf(integer)).toEqual(textOf(float));
    for (const [index, { confidence }] of integer.lines.entries()) {
      expect(confidence).toBeCloseTo(float.lines[index]?.confidence ?? 0, 1);
      expect(confidence).not.toBe(float.lines[index]?.confidence);
    }
  });

  it('read with the dictionary that is listed', async () => {
    const swapped: Record<string, string> = { a: 'ä', ä: 'a' };
    own.rewriteDictionary((characters) => characters.map((one) => swapped[one] ?? one));
    expect(textOf(await detect())).toEqual(['Pleäse keep this gäte', 'closed']);
  });

  it('may include the model that locates lines', async () => {
    own.list({ detection: { file: 'det.onnx', sha256: own.sha256('det.onnx') } });
    expect(textOf(await detect())).toEqual(['Please keep this gate', 'closed']);
  });

  it('change the identity with whatever is listed', async () => {
    const identity = () => new OnnxTextDetector({ models: own.folder }).identity;
    const seen = [new OnnxTextDetector().identity, identity()];
    own.rewriteDictionary(([first = '', second = '', ...others]) => [second, first, ...others]);
    seen.push(identity());
    own.list({ detection: { file: 'det.onnx', sha256: own.sha256('det.onnx') } });
    seen.push(identity());
    expect(new Set(seen).size).toBe(4);
  });

  it('tell rules check which letters they read', async () => {
    own.rewriteDictionary((characters) => characters.with(0, 'ß'));
    const choose = (settings: object) =>
      z.parse(onnx.schema(secretsFrom({}), absolutePath), settings).abilities.alphabet;
    const letters = new RegExp(`^[${choose({ models: own.folder })?.letters}]+$`, 'u');
    expect(letters.test('aß')).toBe(true);
    expect(letters.test('한')).toBe(false);
    expect(choose({})?.letters).toContain('Script=Han');
  });
});

describe('models that do not fit are refused before they read anything', () => {
  it('a dictionary with a character less than the model has', async () => {
    own.rewriteDictionary((characters) => characters.slice(1));
    expect(await mistake()).toBe(
      'rec.onnx tells 6625 classes apart, which are the blank, 6623 characters and the space, but dict.txt has 6622 ' +
        'characters. Use the dictionary that the model was trained with.',
    );
  });

  it('a file other than the one that is listed', async () => {
    writeFileSync(own.at('dict.txt'), 'a\nb\n');
    expect(await mistake()).toMatch(
      /dict\.txt has the SHA-256 [0-9a-f]{64}, but models\.yaml says [0-9a-f]{64}/,
    );
    expect(await modelsProblem(own.folder)).toBe(await mistake());
  });

  it('another height or step', async () => {
    own.list({}, { step: 4, height: 32 });
    const message = await mistake();
    expect(message).toMatch(/models\.yaml:4: recognition\.height: must be 48/);
    expect(message).toMatch(/models\.yaml:5: recognition\.step: must be 8/);
  });

  it('a model of something else', async () => {
    own.list({}, { file: 'det.onnx', sha256: own.sha256('det.onnx') });
    expect(await mistake()).toMatch(
      /^det\.onnx does not take a picture of 1 × 3 × 48 × 96 numbers/,
    );
    own.list({ detection: { file: 'rec.onnx', sha256: own.sha256('rec.onnx') } });
    expect(await mistake()).toMatch(/^rec\.onnx .* 1 × 3 × 96 × 96/);
  });

  it('a file that is no model', async () => {
    writeFileSync(own.at('rec.onnx'), 'no model');
    own.list();
    expect(await mistake()).toMatch(/could not be loaded. They must be ONNX files/);
  });

  it.each([
    ['', 'models.yaml:1: recognition: is missing'],
    ['recognition: { file: ../rec.onnx }', 'must be the name of a file beside models.yaml'],
    ['recogntion: {}', 'did you mean "recognition"?'],
    ['recognition: { file: rec.onnx, sha256: abc }', '64 hex digits'],
  ])('a list that says %j', async (text, said) => {
    writeFileSync(own.at('models.yaml'), text);
    expect(await mistake()).toContain(said);
  });

  it('a file that is missing', async () => {
    own.list({ detection: { file: 'none.onnx', sha256: '0'.repeat(64) } });
    expect(await mistake()).toMatch(/none\.onnx cannot be read, but models\.yaml lists it/);
  });
});
