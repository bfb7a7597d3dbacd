/** What PaddleOCR's models make of letters that are more than a base letter with a mark. */
const LOOK_ALIKES: Readonly<Record<string, readonly string[]>> = {
  ß: ['B', 'b', '8', 'β', 'ss'],
  ł: ['l', 't', '1', 'I'],
  Ł: ['L', 't', 'E'],
  ø: ['o', '0'],
  Ø: ['O', '0'],
  æ: ['ae', 'a', 'e'],
  œ: ['oe', 'ce', 'o', 'e'],
  ı: ['i', 'l', '1', 'I'],
};
/** Letters whose marks make them look like digits. */
const AS_DIGITS: Readonly<Record<string, string>> = { o: '06', O: '06', i: '1lI', I: '1l', g: '9' };
/** What both recognisers confuse. */
const CONFUSED: readonly string[] = ['Il1|', 'Oo0'];
/** With this many other letters that agree, an accented letter may have been read as anything, or not at all. */
const ENOUGH = 3;

const SYNTAX = /[\\^$.*+?()[\]{}|/]/g;
const MARKS = /\p{M}/gu;
const ACCENTED = /[^\p{ASCII}\p{M}]/u;

export function withoutAccents(text: string): string {
  return text.normalize('NFD').replace(MARKS, '');
}

export function isAccented(character: string): boolean {
  return ACCENTED.test(character) && /[\p{L}¿¡]/u.test(character);
}

/** Whether `accented` is `plain` with accents that were lost: `Größe` and `GroBe`, but not `Größe` and `Grube`. */
export function differsOnlyByAccents(plain: string, accented: string): boolean {
  const characters = [...accented.normalize('NFC')];
  const agreeing = characters.filter((one) => /[A-Za-z]/.test(one)).length;
  const pattern = characters.map((one) => patternOf(one, agreeing >= ENOUGH)).join('');
  return characters.some(isAccented) && new RegExp(`^${pattern}$`, 'u').test(withoutAccents(plain));
}

/** Whether a character that was read without accents may be this one. */
export function mayBe(plain: string, character: string): boolean {
  return new RegExp(`^${patternOf(character, false)}$`, 'u').test(withoutAccents(plain));
}

function patternOf(character: string, mayBeAnything: boolean): string {
  const base = withoutAccents(character);
  if (!isAccented(character))
    return oneOf([...(CONFUSED.find((set) => set.includes(base)) ?? base)]);
  const seen = [base, ...(AS_DIGITS[base] ?? ''), ...(LOOK_ALIKES[character] ?? [])];
  if (/[¿¡]/.test(character)) return '.?';
  return mayBeAnything ? '.{0,2}' : oneOf(seen);
}

function oneOf(texts: readonly string[]): string {
  return `(?:${texts.map((text) => text.replace(SYNTAX, '\\$&')).join('|')})`;
}
