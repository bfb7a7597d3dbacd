import { createHash } from 'node:crypto';
import { layOutText } from '@glyphwatch/domain';
import { ruleOf, ruleSetOf } from '../rule-for-tests.ts';
import { compileWatchlist } from './compile-watchlist.ts';
import { readCompiled, writeCompiled, type CompiledFile } from './compiled-file.ts';

const files = [{ path: 'rules.yaml', sha256: 'a'.repeat(64) }];
const rules = ruleSetOf(
  ruleOf('gate', ['KEEP OUT', 'DO NOT ENTER'], { description: 'A sign', severity: 'high' }),
  ruleOf('plate', ['AB12 CDE', 'Überführung'], { match: { tolerance: 'fuzzy' } }),
  ruleOf('off', ['STOP'], { enabled: false }),
  ruleOf('mask', ['AA99 AAA'], { match: { mode: 'pattern' } }),
  ruleOf('sticker', ['INSPECTED'], { kind: 'absent' }),
  ruleOf('inner', ['TRIC'], { match: { mode: 'contains', tolerance: 'lookalike-loose' } }),
);
const written = writeCompiled(rules, files);

function usable(bytes: Uint8Array): CompiledFile {
  const read = readCompiled(bytes);
  if ('refused' in read) throw new Error(read.refused);
  return read;
}

it('a compiled file knows what it was made from', () => {
  expect(usable(written)).toMatchObject({ files, isSensitive: false });
  const secret = ruleSetOf(ruleOf('r', ['KEY'], { sensitive: true }));
  expect(usable(writeCompiled(secret, files)).isSensitive).toBe(true);
});

it('loaded rules find and explain what compiled rules do', () => {
  const image = layOutText('KEEP 0UT\nRESTRICTED AREA\nAB12 CDE\nUberfuhrungs STOP');
  const compiled = compileWatchlist(rules);
  const loaded = usable(written).open();
  expect(loaded?.version).toBe(compiled.version);
  expect(loaded?.match(image, {})).toEqual(compiled.match(image, {}));
  expect(loaded?.match(image, {}).ruleMatches.map(({ ruleId }) => ruleId)).toEqual([
    ...['gate', 'plate', 'mask', 'sticker', 'inner'],
  ]);
  expect(loaded?.explain(image, {})).toEqual(compiled.explain(image, {}));
});

it('a file that lies anywhere in memory is read', () => {
  for (let offset = 0; offset < 8; offset++) {
    const memory = new Uint8Array(written.length + 8);
    memory.set(written, offset);
    expect(usable(memory.subarray(offset, offset + written.length)).open()).toBeDefined();
  }
});

it('a list without rules is a list, too', () => {
  expect(
    usable(writeCompiled(ruleSetOf(), [])).open()?.match(layOutText('A'), {}).ruleMatches,
  ).toEqual([]);
});

describe('a file is refused', () => {
  const changed = (at: number): Uint8Array => {
    const bytes = Uint8Array.from(written);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  };

  it('if any bit of it changed', () => {
    for (let at = 8; at < written.length; at += 97) {
      expect(readCompiled(changed(at))).toEqual({ refused: 'is damaged' });
    }
  });

  it.each(['engine', 'unicode'])('if its version of the %s is another one', (part) => {
    const file = Buffer.from(written);
    const [version = ''] = new RegExp(`(?<="${part}":")[^"]+`).exec(file.toString('latin1')) ?? [];
    file.write('x'.repeat(version.length), file.indexOf(version));
    createHash('sha256').update(file.subarray(40)).digest().copy(file, 8);
    const refused = 'is of another version of Glyphwatch or Node';
    expect(version).not.toBe('');
    expect(readCompiled(file)).toEqual({ refused, isOutdated: true });
  });

  it('if it is cut off or empty', () => {
    for (const length of [0, 5, 8, 40, 60, written.length - 1]) {
      expect(readCompiled(written.subarray(0, length))).toHaveProperty('refused');
    }
  });

  it('if it is something else, or of another format', () => {
    const refused = 'has another format';
    const rules = Buffer.from('rules:\n  - id: gate');
    expect(readCompiled(rules)).toEqual({ refused, isOutdated: false });
    expect(readCompiled(changed(7))).toEqual({ refused, isOutdated: true });
  });
});
