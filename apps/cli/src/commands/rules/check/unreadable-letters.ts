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
  return rules
    .filter(({ enabled, kind }) => enabled && kind !== 'ignore')
    .flatMap((rule) => {
      const lost = rule.match.values.map((value) => unreadIn(value, rule, detector));
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

function unreadIn(value: string, { match }: Rule, reader: Reader): string[] {
  const letters = new Set(value.normalize('NFKC').match(/[^\P{L}\p{ASCII}]/gu));
  return [...letters].filter((letter) => {
    const plain = match.foldAccents ? letter.normalize('NFD').charAt(0) : letter;
    return !reads(reader, [plain]);
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
  const able = others
    .filter(({ name }) => name !== detector.name)
    .filter((one) => reads(one, letters));
  const names = able.map(({ name }) => name).join(', ');
  if (!languages) return names === '' ? 'no detector here reads them all' : `${names} reads them`;
  const line = `set detector: { name: ${detector.name}, languages: [${languages.join(', ')}] }`;
  return names === '' ? line : `${line} (${names} reads them)`;
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
