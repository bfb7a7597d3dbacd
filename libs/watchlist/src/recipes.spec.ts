import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layOutText } from '@glyphwatch/domain';
import { compileWatchlist } from './engine/compile-watchlist.ts';
import { parseRuleFile } from './file/parse-rule-file.ts';

const page = readFileSync(join(__dirname, '../RECIPES.md'), 'utf8');
const recipes = page
  .split(/^## /m)
  .slice(1)
  .map((section) => ({
    title: section.split('\n', 1).join(),
    rules: blockOf(section, 'yaml'),
    examples: blockOf(section, 'text').trim().split('\n'),
  }));

function blockOf(section: string, language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'm').exec(section)?.[1] ?? '';
}

describe('the recipes page', () => {
  it('has the five most wanted recipes', () => {
    expect(recipes.map(({ title }) => title)).toEqual([
      'A list of number plates',
      'Banned words',
      'Secrets in screenshots',
      'A serial number',
      'A missing sticker',
    ]);
  });

  describe.each(recipes)('$title', ({ rules, examples }) => {
    const { ruleSet, errors, warnings } = parseRuleFile(rules, { name: 'recipe.yaml' });

    it('is a valid rule file without warnings', () => {
      expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
    });

    it.each(examples)('%s', (example) => {
      const [, verdict, text = ''] = /^(finds|leaves): (.+)$/.exec(example) ?? [];
      if (!ruleSet) throw new Error('the recipe has mistakes');
      const { ruleMatches } = compileWatchlist(ruleSet).match(layOutText(text), {});
      expect(ruleMatches.length > 0 ? 'finds' : 'leaves').toBe(verdict);
    });
  });
});
