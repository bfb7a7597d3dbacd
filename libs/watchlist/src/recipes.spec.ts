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

/** Marks a line of the word list. */
const LIST = 'plates.csv: ';

describe('the recipes page', () => {
  it('has the most wanted recipes', () => {
    expect(recipes.map(({ title }) => title)).toEqual([
      'A list of number plates',
      'Banned words',
      'Secrets in screenshots',
      'A list from somewhere else',
      'A serial number',
      'A missing sticker',
      'A sign that hangs in many pictures',
    ]);
  });

  describe.each(recipes)('$title', ({ rules, examples: lines }) => {
    const examples = lines.filter((line) => !line.startsWith(LIST));
    const list = lines
      .filter((line) => line.startsWith(LIST))
      .map((line) => line.slice(LIST.length));
    const { ruleSet, errors, warnings } = parseRuleFile(rules, {
      name: 'recipe.yaml',
      readNamed: (name) => ({ name, text: list.join('\n') }),
    });

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
