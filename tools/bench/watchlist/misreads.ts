import { pick } from './rules.ts';

/** Returns what an engine might read instead of a text; `undefined` if this misread cannot happen in it. */
type Misread = (text: string, random: () => number) => string | undefined;

const STRICT: Readonly<Record<string, string>> = {
  ...{ O: '0', o: '0', I: 'l1', i: '1l', l: 'I1', Z: '2', z: '2', S: '5', s: '5', G: '6', B: '8' },
};
const LOOSE: Readonly<Record<string, string>> = {
  D: '0',
  Q: '0',
  i: '!|',
  l: '|',
  I: '|',
  S: '$',
  b: '6',
  g: '9',
  q: '9',
  x: '×',
};
const SIGNS: Readonly<Record<string, string>> = {
  A: '4@',
  a: '4@',
  E: '3',
  e: '3',
  T: '7',
  t: '7',
};
/** Cyrillic. */
const FOREIGN: Readonly<Record<string, string>> = {
  ...{
    A: 'А',
    B: 'В',
    C: 'С',
    E: 'Е',
    H: 'Н',
    K: 'К',
    M: 'М',
    O: 'О',
    P: 'Р',
    T: 'Т',
    X: 'Х',
    Y: 'У',
  },
  ...{ a: 'а', c: 'с', e: 'е', i: 'і', o: 'о', p: 'р', s: 'ѕ', x: 'х', y: 'у' },
};
const PAIRS = [
  ['rn', 'm'],
  ['m', 'rn'],
  ['w', 'vv'],
] as const;

export const MISREADS: Readonly<Record<string, Misread>> = {
  'as written': (text) => text,
  'one look-alike': (text, random) => swap(text, STRICT, 1, random),
  'two look-alikes': (text, random) => swap(text, STRICT, 2, random),
  'a loose look-alike': (text, random) => swap(text, LOOSE, 1, random),
  'a letter of another alphabet': (text, random) => swap(text, FOREIGN, 1, random),
  'a pair (rn–m, w–vv)': pair,
  'one letter wrong': (text, random) => edit(text, random, (letter) => otherLetter(letter, random)),
  'one letter lost': (text, random) => edit(text, random, () => ''),
  'letters repeated': (text, random) => edit(text, random, (letter) => letter.repeat(3)),
  'letters set apart': (text) => text.replace(/\B(?=\w)/g, '.'),
  'a sign for a letter (3 for e)': (text, random) => swap(text, SIGNS, 1, random),
  'words glued': (text) => (text.includes(' ') ? text.replace(' ', '') : undefined),
};

function swap(
  text: string,
  glyphs: Readonly<Record<string, string>>,
  count: number,
  random: () => number,
): string | undefined {
  const letters = [...text];
  for (let done = 0; done < count; done++) {
    const places = letters.flatMap((letter, index) => (glyphs[letter] ? [index] : []));
    if (places.length === 0) return undefined;
    const place = pick(places, random);
    letters[place] = pick([...(glyphs[letters[place] ?? ''] ?? '')], random);
  }
  return letters.join('');
}

function pair(text: string, random: () => number): string | undefined {
  const possible = PAIRS.filter(([from]) => text.includes(from));
  if (possible.length === 0) return undefined;
  const [from, to] = pick(possible, random);
  return text.replace(from, to);
}

function edit(
  text: string,
  random: () => number,
  by: (letter: string) => string,
): string | undefined {
  const at = Math.floor(random() * text.length);
  const letter = text.charAt(at);
  return letter === ' ' ? undefined : text.slice(0, at) + by(letter) + text.slice(at + 1);
}

function otherLetter(letter: string, random: () => number): string {
  return pick(
    [...'ACEFHKMNPRTUVWXY'].filter((other) => other !== letter.toUpperCase()),
    random,
  );
}
