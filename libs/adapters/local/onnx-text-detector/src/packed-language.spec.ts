import { readFileSync } from 'node:fs';
import { LANGUAGES, languagesOf } from './languages.ts';
import { checkPacked, packageOf, packedFile } from './packed-language.ts';

const installed = LANGUAGES.flatMap((language) => {
  const file = packedFile(language);
  return file === undefined ? [] : [{ language, file }];
});

it('is accepted as its package has it', () => {
  expect(installed.length).toBeGreaterThanOrEqual(6);
  for (const { language, file } of installed)
    expect(() => checkPacked(language, file, readFileSync(file))).not.toThrow();
});

it('is refused with one bit changed, and the error says what to do', () => {
  for (const { language, file } of installed) {
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    expect(() => checkPacked(language, file, bytes)).toThrow(
      expect.objectContaining({
        code: 'detector-misconfigured',
        message: expect.stringMatching(
          new RegExp(
            `^${file} is damaged.*: its SHA-256 is not [0-9a-f]{64}\\. Install it again with: npm install @tesseract\\.js-data/${language.data}@1\\.0\\.0\\.$`,
          ),
        ),
      }),
    );
  }
});

it('is known for every language but Russian', () => {
  expect(LANGUAGES.filter((language) => packageOf(language) === undefined)).toEqual(
    languagesOf(['ru']),
  );
});
