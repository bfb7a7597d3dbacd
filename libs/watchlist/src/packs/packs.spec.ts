import { layOutText } from '@glyphwatch/domain';
import { compileWatchlist } from '../engine/compile-watchlist.ts';
import { parseRuleFile } from '../file/parse-rule-file.ts';
import { warnOfNoise } from '../file/warn-of-noise.ts';
import { PACKS } from './index.ts';
import { packEntries } from './testing/index.ts';

describe.each(packEntries().map((entry) => [entry.rule.id, entry] as const))(
  'the rule %s of a pack',
  (_, { rule, finds, leaves }) => {
    const watchlist = compileWatchlist({ rules: [rule], allow: [], replace: [] });
    const isFound = (text: string) => watchlist.match(layOutText(text), {}).ruleMatches.length > 0;

    it.each(finds)('finds %s', (text) => expect(isFound(text)).toBe(true));
    it.each(leaves)('leaves %s alone', (text) => expect(isFound(text)).toBe(false));
  },
);

describe('a pack', () => {
  it.each([...PACKS.keys()])('is a rule file without mistakes and warnings: %s', (pack) => {
    const { errors, warnings } = parseRuleFile(`extend: pack:${pack}`, {
      name: 'rules.yaml',
      alsoWarn: warnOfNoise,
    });
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
  });

  it('can be extended with others, and its rules disabled', () => {
    const { ruleSet, errors } = parseRuleFile(
      'extend: [pack:secrets, pack:personal-data]\ndisabledRules: [iban]\nrules: [{ id: a, match: EXIT }]',
      { name: 'rules.yaml' },
    );
    expect(errors).toEqual([]);
    expect(ruleSet?.rules.find(({ id }) => id === 'iban')?.enabled).toBe(false);
    expect(ruleSet?.rules.at(-1)?.id).toBe('a');
  });

  it('finds the header of a private key although OCR cut a word', () => {
    const { ruleSet } = parseRuleFile('extend: pack:secrets', { name: 'rules.yaml' });
    const text = layOutText('---BEGIN RSA PRIVAT E KEY----');
    const found = ruleSet && compileWatchlist(ruleSet).match(text, {}).ruleMatches;
    expect(found?.map(({ ruleId }) => ruleId)).toEqual(['private-key']);
  });

  it.each([
    ['pack:secret', 'names no pack; did you mean "secrets"?'],
    ['pack:x', 'names no pack; there are secrets, personal-data, safety-signs'],
  ])('is not %s', (extend, message) => {
    const { errors } = parseRuleFile(`extend: ${extend}`, { name: 'rules.yaml' });
    expect(errors.map((error) => error.message)).toEqual([message]);
  });
});
