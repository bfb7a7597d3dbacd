import { compileWatchlist } from './engine/compile-watchlist.ts';
import { readCompiled, writeCompiled } from './engine/compiled-file.ts';
import { parseRuleFile } from './file/parse-rule-file.ts';
import type { RuleSet } from './rule.ts';

const FILE = `rules:
  - id: plain
    match: ACME
  - id: night
    match: [ACME, ACNE]
    notify:
      cooldownSeconds: 1800
      groupBy: [ruleId, folder]
      quietHours: { from: '22:00', to: '07:00', days: [mon, fri], except: critical }
      template: { subject: '{rule}', note: 'Stop line 4: 555-0100' }
  - id: elsewhere
    match: ACME
    tags: ['"telling"']
    notify: { cooldownSeconds: 0, quietHours: { from: '08:01', to: '24:00', zone: Asia/Tokyo } }
`;

function read(text: string): RuleSet {
  const { ruleSet, errors } = parseRuleFile(text, { name: 'rules.yaml' });
  if (!ruleSet) throw new Error(JSON.stringify(errors));
  return ruleSet;
}

const zone = 'Europe/Berlin';

describe.each([
  ['compiled', (rules: RuleSet) => compileWatchlist(rules, { zone })],
  ['compiled in turn', (rules: RuleSet) => compileWatchlist(rules, { zone, search: 'in-turn' })],
  [
    'read from a compiled file',
    (rules: RuleSet) => {
      const file = readCompiled(writeCompiled(rules, []));
      if ('refused' in file) throw new Error(file.refused);
      return file.open({ zone });
    },
  ],
])('a watchlist, %s', (_, open) => {
  it('knows how each rule wants to be told', () => {
    const telling = open(read(FILE))?.telling;
    expect(telling?.('plain')).toBeUndefined();
    expect(telling?.('unknown')).toBeUndefined();
    expect(telling?.('night')).toEqual({
      cooldownMs: 1_800_000,
      groupBy: ['ruleId', 'folder'],
      quietHours: {
        ...{ from: '22:00', to: '07:00', days: ['mon', 'fri'], except: 'critical' },
        zone: 'Europe/Berlin',
      },
      template: { subject: '{rule}', note: 'Stop line 4: 555-0100' },
    });
    expect(telling?.('elsewhere')).toEqual({
      cooldownMs: 0,
      quietHours: { from: '08:01', to: '24:00', zone: 'Asia/Tokyo' },
    });
  });

  it('announces no match anew because people are told of it in another way', () => {
    const quiet = FILE.replace(/ {4}notify:[^]*(?= {2}- id: elsewhere)/, '');
    const [before, after] = [open(read(FILE)), open(read(quiet))];
    expect(after?.telling?.('night')).toBeUndefined();
    expect(after?.version).toBe(before?.version);
    expect(after?.tellingVersion).not.toBe(before?.tellingVersion);
  });

  it('has another version of how people are told only where that differs', () => {
    const versionOf = (text: string) => open(read(text))?.tellingVersion;
    const version = versionOf(FILE);
    expect(version).toMatch(/^[0-9a-f]{64}$/);
    expect(version).toBe(compileWatchlist(read(FILE), { zone }).tellingVersion);
    expect(versionOf(FILE.replace('match: ACME', 'match: NADIR'))).toBe(version);
    expect(versionOf(FILE.replace('1800', '900'))).not.toBe(version);
    expect(versionOf(FILE.replace('id: night', 'id: nights'))).not.toBe(version);
  });
});

it("takes this machine's time zone if it is given none", () => {
  const telling = compileWatchlist(read(FILE)).telling?.('night');
  expect(telling?.quietHours?.zone).toBe(new Intl.DateTimeFormat().resolvedOptions().timeZone);
});
