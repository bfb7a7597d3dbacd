import { maskText } from '@glyphwatch/domain';
import type { Abilities } from '@glyphwatch/provider';
import type { Rule, RuleSet, RuleWarning } from '@glyphwatch/watchlist';

/** A detector of the settings file, or one of those that could be. */
export interface Reader {
  readonly name: string;
  readonly abilities: Pick<Abilities, 'alphabet'>;
  /** The languages of its settings. */
  readonly languages?: readonly string[];
}

/**
 * Warns of values with letters that the detector loses or misreads, so that they hardly ever match, and names the setting
 * that changes this, or a detector that reads them.
 */
export function warnOfUnreadable(
  { rules }: RuleSet,
  detector: Reader,
  others: readonly Reader[],
): readonly RuleWarning[] {
  const isRead = remembered((letter) => reads(detector, [letter]));
  return rules
    .filter(({ enabled, kind }) => enabled && kind !== 'ignore')
    .flatMap((rule) => {
      const lost = rule.match.values.map((value) => unreadIn(value, rule, isRead));
      const remedy = remedyFor([...new Set(lost.flat())], detector, others);
      return lost.flatMap((letters, index) =>
        letters.length === 0 ? [] : [warning(rule, index, letters, detector.name, remedy)],
      );
    });
}

function warning(
  { id, sensitive, match }: Rule,
  index: number,
  letters: readonly string[],
  detector: string,
  remedy: string,
): RuleWarning {
  const value = match.values[index] ?? '';
  // Single letters of a secret are a hint, too.
  const what = sensitive
    ? `"${maskText(value)}" has letters that ${detector} loses or misreads`
    : `"${value}" will hardly ever match: ${detector} loses or misreads ${shown(letters)}`;
  return { ruleId: id, path: ['match', 'values', index], message: `${what}; ${remedy}` };
}

/** Lists have the same letters again and again. */
function remembered(isRead: (letter: string) => boolean): (letter: string) => boolean {
  const known = new Map<string, boolean>();
  return (letter) => {
    const answer = known.get(letter) ?? isRead(letter);
    known.set(letter, answer);
    return answer;
  };
}

function unreadIn(value: string, { match }: Rule, isRead: (letter: string) => boolean): string[] {
  const letters = new Set(value.normalize('NFKC').match(/[^\P{L}\p{ASCII}]/gu));
  return [...letters].filter((letter) => {
    const plain = match.foldAccents ? letter.normalize('NFD').charAt(0) : letter;
    return !isRead(plain);
  });
}

/** A detector that states no alphabet is taken to read everything. */
function reads({ abilities: { alphabet }, languages = [] }: Reader, letters: readonly string[]) {
  if (!alphabet) return true;
  const added = languages.map((code) => alphabet.byLanguage?.[code] ?? '');
  const readable = new RegExp(`^[${alphabet.letters}${added.join('')}]*$`, 'iu');
  return readable.test(letters.join(''));
}

const SHOWN = 5;

function shown(letters: readonly string[]): string {
  return `${letters.slice(0, SHOWN).join(' ')}${letters.length > SHOWN ? ' …' : ''}`;
}

function remedyFor(
  letters: readonly string[],
  detector: Reader,
  others: readonly Reader[],
): string {
  const languages = languagesFor(letters, detector);
  const elsewhere = readElsewhere(
    letters,
    others.filter(({ name }) => name !== detector.name),
  );
  if (!languages) return elsewhere;
  return `set detector: { name: ${detector.name}, languages: [${languages.join(', ')}] } (${elsewhere})`;
}

function readElsewhere(letters: readonly string[], others: readonly Reader[]): string {
  const able = others.flatMap((one) => {
    const languages = languagesFor(letters, one);
    if (!languages) return [];
    return languages.length === 0
      ? [one.name]
      : [`${one.name} with languages: [${languages.join(', ')}]`];
  });
  if (able.length > 0) return `${able.join(', ')} reads them`;
  const names = others.map(({ name }) => name).join(', ');
  return names === '' ? 'no other detector is offered' : `${names} does not read all of them`;
}

/** The languages in force, and the fewest more, found greedily; `undefined` if they do not suffice. */
function languagesFor(letters: readonly string[], reader: Reader): readonly string[] | undefined {
  const { abilities, languages = [] } = reader;
  const missing = letters.filter((letter) => !reads(reader, [letter]));
  if (missing.length === 0) return languages;
  const [best] = Object.keys(abilities.alphabet?.byLanguage ?? {})
    .map((code) => {
      const wider = { ...reader, languages: [...languages, code] };
      return { wider, left: missing.filter((letter) => !reads(wider, [letter])).length };
    })
    .sort((a, b) => a.left - b.left);
  return best && best.left < missing.length ? languagesFor(letters, best.wider) : undefined;
}
