import { parseRuleFile } from '@glyphwatch/watchlist';
import { acceptedMisreads } from './accepted-misreads.ts';

function misreadsOf(match: string): string[] {
  const { ruleSet } = parseRuleFile(`rules:\n  - { id: a, match: ${match} }`, { name: 'a' });
  return ruleSet?.rules.flatMap(acceptedMisreads).map(({ text }) => text) ?? [];
}

it('lists what the tolerance takes for the value', () => {
  expect(misreadsOf('KEEP OUT')).toContain('KEEP 0UT');
  expect(misreadsOf('KEEP OUT')).not.toContain('KEEP OU');
});

it('lists edits where a rule allows them', () => {
  const fuzzy = '{ mode: fuzzy, values: [WAREHOUSE], maxEdits: 1 }';
  expect(misreadsOf(fuzzy).some((text) => text.length < 'WAREHOUSE'.length)).toBe(true);
});

it.each(['{ values: [KEEP OUT], tolerance: none }', '{ mode: regex, values: [KEEP] }', 'CAT'])(
  'lists nothing for %s, which takes nothing else',
  (match) => {
    expect(misreadsOf(match)).toEqual([]);
  },
);
