import fc from 'fast-check';
import { HashFilter, HashFilterBuilder } from './hash-filter.ts';
import { HashTable, HashTableBuilder, NO_ENTRY } from './hash-table.ts';
import { DamagedSections, SectionReader, type Section } from './sections.ts';
import { TextPool, TextPoolBuilder } from './text-pool.ts';

/** Few hashes, so that many are the same. */
const hash = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer());
const IDS = 1_000;
const entries = fc.array(fc.tuple(hash, fc.nat(IDS - 1)), { maxLength: 200 });

function tableOf(filed: readonly (readonly [number, number])[]): HashTable {
  const builder = new HashTableBuilder();
  for (const [key, id] of filed) builder.add(key, id);
  return new HashTable(new SectionReader(builder.finish(IDS)), IDS);
}

function idsIn(table: HashTable, key: number): number[] {
  const ids: number[] = [];
  table.find(key, (id) => void ids.push(id));
  return ids;
}

it('a table finds every id that was filed under a hash', () => {
  fc.assert(
    fc.property(entries, (filed) => {
      const table = tableOf(filed);
      expect(table.isEmpty).toBe(filed.length === 0);
      for (const [key] of filed) {
        const wanted = filed.flatMap(([other, id]) => (other === key ? [id] : []));
        expect(idsIn(table, key)).toEqual(expect.arrayContaining(wanted));
      }
    }),
  );
});

it('a table finds hardly anything under other hashes, and iterates over the same as it finds', () => {
  const table = tableOf(Array.from({ length: 10_000 }, (_, index) => [index * 7, index % IDS]));
  let strangers = 0;
  for (let key = -10_000; key < 0; key++) {
    const found = idsIn(table, key);
    const iterated: number[] = [];
    for (let entry = table.first(key); entry !== NO_ENTRY; entry = table.next(key, entry)) {
      iterated.push(table.idOf(entry));
    }
    expect(iterated).toEqual(found);
    strangers += found.length;
  }
  expect(strangers).toBeLessThan(20);
});

it('a table with other content than was written stays within it, and reports known ids only', () => {
  const word = fc.oneof(fc.nat(9), fc.nat(2 ** 32 - 1));
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 2, maxLength: 3 }),
      fc.array(word),
      hash,
      (starts, entries, key) => {
        starts[starts.length - 1] = entries.length;
        const sections = [Uint32Array.from(starts), Uint32Array.from(entries)];
        const ids = idsIn(new HashTable(new SectionReader(sections), 3), key);
        expect(ids.length).toBeLessThanOrEqual(entries.length);
        expect(ids.every((id) => id < 3)).toBe(true);
      },
    ),
  );
});

it('a filter reports every hash that was added, however much smaller it got', () => {
  fc.assert(
    fc.property(fc.array(hash), fc.integer({ min: 1, max: 100_000 }), (added, expected) => {
      const builder = new HashFilterBuilder(expected);
      for (const key of added) builder.add(key);
      const bytes = builder.finish();
      const filter = new HashFilter(new SectionReader([bytes]));
      expect(added.every((key) => filter.mayHave(key))).toBe(true);
      expect(bytes.length).toBeLessThanOrEqual(Math.max(64, added.length * 4));
    }),
  );
});

it('a pool returns each text as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
      const builder = new TextPoolBuilder();
      for (const text of texts) builder.add(text);
      const pool = new TextPool(new SectionReader(builder.finish()));
      expect(texts.map((_, index) => pool.at(index))).toEqual(texts);
    }),
  );
});

describe('sections from elsewhere are refused', () => {
  const words = (...numbers: number[]): Section => Uint32Array.from(numbers);
  const readPool = (...sections: Section[]) => new TextPool(new SectionReader(sections));
  const readTable = (...sections: Section[]) => new HashTable(new SectionReader(sections), 2);

  for (const [what, read] of Object.entries({
    'if there are too few': () => readTable(words(0, 0)),
    'if there are too many': () => new SectionReader([words()]).finish(),
    'if they are of another kind': () => readTable(Uint8Array.of(0), words()),
    'if positions descend': () => readPool(words(0, 2, 1), new Uint8Array(1)),
    'if positions begin elsewhere': () => readPool(words(1, 1), new Uint8Array(1)),
    'if positions go beyond the end': () => readTable(words(0, 5), words(0)),
    'if there are three buckets': () => readTable(words(0, 1, 1, 1), words(0)),
    'if there is no such text': () => readPool(words(0, 4), new Uint8Array(4)).at(1),
    'if a filter has no power of two of bytes': () =>
      new HashFilter(new SectionReader([new Uint8Array(3)])),
    'if a text goes beyond the end': () => readPool(words(0, 5), new Uint8Array(4)),
  })) {
    it(what, () => expect(read).toThrow(DamagedSections));
  }
});
