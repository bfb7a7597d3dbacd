import { characterOf } from './characters.ts';
import { OTHER_ALPHABETS, type LookalikeSet } from './lookalikes.ts';

/*
 * Canonical keys: equal for any two look-alikes, and for some more. They only find candidates, so merging `g` with `G` and
 * 6 does no harm here.
 */
const LATIN_1 = 256;
/** Up to the last letter of another alphabet that looks Latin. */
const KEY_TABLE = 0x590;
const STRICT_KEYS = keyTable({ o: '0', i: '1', l: '1', z: '2', s: '5', g: '6', b: '8' }, LATIN_1);
const LOOSE_KEYS = withOtherAlphabets(
  keyTable(
    {
      ...{ o: '0', d: '0', q: '0', g: '0', b: '0', '6': '0', '8': '0', '9': '0' },
      ...{ i: '1', l: '1', '|': '1', '!': '1', ı: '1', z: '2', s: '5', $: '5' },
      ł: 't',
    },
    KEY_TABLE,
  ),
);

function keyTable(keys: Readonly<Record<string, string>>, length: number): Int32Array {
  const table = Int32Array.from({ length }, (_, code) => code);
  for (const [from, to] of Object.entries(keys)) table[from.charCodeAt(0)] = to.charCodeAt(0);
  return table;
}

/** A letter may look like two Latin ones, one in each case (Ν like N, ν like v), which then share a key. */
function withOtherAlphabets(table: Int32Array): Int32Array {
  for (const [letter, latin] of OTHER_ALPHABETS) {
    const [own = 0, other = 0] = [letter, latin].map((code) => table[foldedCode(code)]);
    for (let code = 0; code < table.length; code++) if (table[code] === own) table[code] = other;
  }
  return table;
}

function foldedCode(codePoint: number): number {
  return characterOf(codePoint).folded[0] ?? codePoint;
}

export function strictKeyOf(folded: number): number {
  return folded < LATIN_1 ? (STRICT_KEYS[folded] ?? folded) : folded;
}

export function looseKeyOf(folded: number): number {
  return folded < KEY_TABLE ? (LOOSE_KEYS[folded] ?? folded) : folded;
}

export function keyOfGlyph(folded: number, view: LookalikeSet['view']): number {
  return view === 'loose' ? looseKeyOf(folded) : strictKeyOf(folded);
}

const DISGUISED_KEYS: ReadonlyMap<number, number> = new Map(
  ['3e', '4a', '@a', '7t'].map((pair) => {
    const [sign = 0, letter = 0] = Array.from(pair, (glyph) => glyph.charCodeAt(0));
    return [looseKeyOf(sign), looseKeyOf(letter)] as const;
  }),
);

/** Also equal for signs that people write for letters. */
export function disguisedKeyOf(folded: number): number {
  const key = looseKeyOf(folded);
  return DISGUISED_KEYS.get(key) ?? key;
}
