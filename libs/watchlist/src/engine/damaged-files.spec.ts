import { createHash } from 'node:crypto';
import { hasErrorCode, layOutText, type WatchOutcome } from '@glyphwatch/domain';
import fc from 'fast-check';
import { ruleOf } from '../rule-for-tests.ts';
import { readCompiled, writeCompiled } from './compiled-file.ts';

const MAGIC = 8;
const HASHED_FROM = 40;

const written = writeCompiled(
  {
    rules: [
      ruleOf('gate', ['KEEP OUT', 'DO NOT ENTER'], { description: 'A sign', severity: { low: 1 } }),
      ruleOf('plate', ['AB12 CDE'], { match: { tolerance: 'fuzzy', maxEdits: 2 } }),
      ruleOf('mask', ['AA99 AAA'], { match: { mode: 'pattern' }, scope: ofYard() }),
      ruleOf('hidden', ['free'], { match: { obfuscation: true }, sensitive: true }),
      ruleOf('near', ['EXIT'], { context: { require: ['gate'], forbid: [], withinLines: 2 } }),
      ruleOf('sticker', ['INSPECTED'], { kind: 'absent' }),
    ],
    allow: [{ values: ['KEEP OUT OF REACH'], target: 'line', keys: [], condition: 'OR' }],
    replace: [{ pattern: '§', with: 'S' }],
  },
  [{ path: 'rules.yaml', sha256: 'a'.repeat(64) }],
);
const image = layOutText('KEEP 0UT\nAB12 CDE gate 7\nEXIT f.r.e.e\nDO NOT ENTER');

function ofYard() {
  return { buckets: [], keys: ['yard/**'], excludeKeys: [] };
}

const changes = fc.array(fc.tuple(fc.nat(written.length - 1), fc.integer({ min: 1, max: 255 })), {
  minLength: 1,
  maxLength: 4,
});

function changed(places: readonly (readonly [number, number])[]): Buffer {
  const file = Buffer.from(written);
  for (const [at, bits] of places) file[at] = (file[at] ?? 0) ^ bits;
  return file;
}

function hashed(file: Buffer): Buffer {
  createHash('sha256').update(file.subarray(HASHED_FROM)).digest().copy(file, MAGIC);
  return file;
}

/** `undefined` if the file is refused, at once or when it is opened. */
function outcomeOf(file: Uint8Array): WatchOutcome | undefined {
  const read = readCompiled(file);
  return 'refused' in read ? undefined : read.open()?.match(image, { key: 'yard/1.png' });
}

it('finds all of it in the file as it was written', () => {
  expect(outcomeOf(written)?.ruleMatches.map(({ ruleId }) => ruleId)).toEqual([
    ...['gate', 'plate', 'mask', 'hidden', 'near', 'sticker'],
  ]);
});

it('refuses a file in which any bytes changed, or which was cut off', () => {
  fc.assert(
    fc.property(changes, (places) => {
      const file = changed(places);
      fc.pre(!file.equals(written));
      expect(readCompiled(file)).toHaveProperty('refused');
    }),
    { numRuns: 1_000, seed: 1 },
  );
  fc.assert(
    fc.property(fc.nat(written.length - 1), (length) => {
      expect(readCompiled(written.subarray(0, length))).toHaveProperty('refused');
    }),
    { seed: 1 },
  );
});

it('refuses or searches a file that was changed together with its hash, or says that it is damaged', () => {
  const answers = { refused: 0, searched: 0, damaged: 0 };
  fc.assert(
    fc.property(changes, (places) => {
      try {
        answers[outcomeOf(hashed(changed(places))) ? 'searched' : 'refused'] += 1;
      } catch (error) {
        expect(hasErrorCode(error, 'watchlist-invalid')).toBe(true);
        answers.damaged += 1;
      }
    }),
    { numRuns: 800, seed: 1 },
  );
  expect(Math.min(...Object.values(answers))).toBeGreaterThan(0);
});
