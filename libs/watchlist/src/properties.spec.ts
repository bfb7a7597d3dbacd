import { layOutText, type Match, type TextDetection } from '@glyphwatch/domain';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { compileWatchlist } from './engine/compile-watchlist.ts';
import { readCompiled, writeCompiled } from './engine/compiled-file.ts';
import { parseRuleFile } from './file/parse-rule-file.ts';
import { ruleOf, ruleSetOf } from './rule-for-tests.ts';
import type { Rule, RuleSet } from './rule.ts';

/** Few letters, so that exact matches, near misses and misreads are frequent. */
const glyph = fc.constantFrom(...'OO00Il1iSs5Ggbaermcldvw!|-é ОΝеßβłtıВ');
const word = fc
  .string({ unit: glyph, minLength: 1, maxLength: 9 })
  .map((text) => text.replace(/ /g, 'a'));
const phrase = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
const value = phrase.filter((text) => /[\p{L}\p{N}]/u.test(text));
const text = fc
  .array(fc.array(phrase, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 })
  .map((lines) => lines.map((phrases) => phrases.join(' ')).join('\n'));

const matching = fc.record({
  mode: fc.constantFrom('phrase', 'any', 'all', 'contains', 'pattern'),
  tolerance: fc.constantFrom('none', 'lookalike', 'lookalike-loose', 'ocr', 'fuzzy'),
  boundary: fc.constantFrom('token', 'token', 'compound', 'none', 'type-change'),
  caseSensitive: fc.boolean(),
  foldAccents: fc.boolean(),
  joinLines: fc.constantFrom(undefined, undefined, 0, 1, 2),
  obfuscation: fc.constantFrom(undefined, undefined, true as const),
});
const values = fc.array(value, { minLength: 1, maxLength: 3 });

interface Case {
  readonly text: string;
  readonly rules: readonly Rule[];
}

/** Texts with some of the values, exact or with one letter changed. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    text,
    rules: fc.array(
      fc.tuple(values, matching, fc.constantFrom('watch', 'watch', 'ignore', 'absent')),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    misread: fc.tuple(fc.nat(20), glyph),
  })
  .map(({ text, rules, misread: [at, by] }) => {
    const planted = rules
      .flatMap(([own]) => own)
      .map((one) => one.slice(0, at) + by + one.slice(at + 1));
    const written = rules.flatMap(([own]) => own);
    return {
      text: [text, ...written, ...planted].join('\n'),
      rules: rules.map(([own, { joinLines, obfuscation, ...rest }, kind], index) => {
        const match = {
          ...rest,
          ...(joinLines === undefined ? {} : { joinLines }),
          ...(obfuscation ? { obfuscation } : {}),
        };
        return ruleOf(`r${index}`, own, { match, kind });
      }),
    };
  });

const RUNS = { numRuns: 150 };

function outcomeOf(
  ruleSet: RuleSet,
  detection: TextDetection,
  search: 'index' | 'in-turn' = 'index',
) {
  return compileWatchlist(ruleSet, { search }).match(detection, {});
}

function matchesOf(rule: Rule, text: string): readonly Match[] {
  return outcomeOf(ruleSetOf(rule), layOutText(text)).ruleMatches.flatMap(({ matches }) => matches);
}

const placeOf = ({ value, words }: Match): string => JSON.stringify([value, words]);

it('finds the same with the index as by trying each rule in turn', () => {
  fc.assert(
    fc.property(cases, ({ text, rules }) => {
      const detection = layOutText(text);
      const inTurn = outcomeOf(ruleSetOf(...rules), detection, 'in-turn');
      expect(outcomeOf(ruleSetOf(...rules), detection)).toEqual(inTurn);
    }),
    { numRuns: 500 },
  );
});

it('finds the same with rules loaded from a file as by trying each rule in turn', () => {
  fc.assert(
    fc.property(cases, ({ text, rules }) => {
      const detection = layOutText(text);
      const ruleSet = ruleSetOf(...rules);
      const file = readCompiled(writeCompiled(ruleSet, []));
      const loaded = 'refused' in file ? undefined : file.open();
      expect(loaded?.match(detection, {})).toEqual(outcomeOf(ruleSet, detection, 'in-turn'));
      expect(loaded?.explain(detection, {})).toEqual(
        compileWatchlist(ruleSet, { search: 'in-turn' }).explain(detection, {}),
      );
    }),
    RUNS,
  );
});

it('never loses an exact match by adding tolerance', () => {
  fc.assert(
    fc.property(cases, ({ text, rules }) => {
      const [{ match } = ruleOf('none', ['x'])] = rules;
      const placesWith = (tolerance: Rule['match']['tolerance']) =>
        matchesOf(ruleOf('r', match.values, { match: { ...match, mode: 'any', tolerance } }), text);
      const isExact = ({ via, joined }: Match): boolean => via === 'exact' && joined !== 'cut';
      const exact = placesWith('none').filter(isExact).map(placeOf);
      for (const tolerance of ['lookalike', 'lookalike-loose', 'ocr', 'fuzzy'] as const) {
        const found = placesWith(tolerance).filter(isExact);
        expect(found.map(placeOf)).toEqual(exact);
      }
    }),
    RUNS,
  );
});

it('reports the words and polygons of the text that it shows', () => {
  fc.assert(
    fc.property(cases, ({ text, rules }) => {
      const detection = layOutText(text);
      const { ruleMatches } = outcomeOf(ruleSetOf(...rules), detection);
      for (const { kind, matches } of ruleMatches) {
        for (const match of kind === 'watch' ? matches : []) {
          const words = match.words.map(([line, word]) => detection.lines[line]?.words[word]);
          const parts = match.text.split(' ');
          expect(parts).toHaveLength(words.length);
          words.forEach((one, index) => expect(one?.text).toContain(parts[index]));
          expect(match.polygons).toEqual(words.map((one) => one?.polygon));
          expect(match.lines).toEqual(
            [...new Set(match.words.map(([line]) => line + 1))].sort(byNumber),
          );
          for (const at of match.foldedPositions) expect(at).toBeLessThan(match.text.length);
        }
      }
    }),
    RUNS,
  );
});

const byNumber = (a: number, b: number): number => a - b;

it('finds a token that was broken over lines, wherever and in whichever mode, with one joinLines for each break', () => {
  const token = fc.string({
    unit: fc.constantFrom(...'ACEHKLMNPRTUVXY'),
    minLength: 8,
    maxLength: 40,
  });
  fc.assert(
    fc.property(
      token,
      fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      (own, breaks) => {
        const cuts = breaks.sort(byNumber);
        const pieces = [0, ...cuts].map((from, index) => own.slice(from, cuts[index]));
        const joinLines = cuts.length;
        const mask = [...own].map((letter) => `\\${letter}`).join('');
        const rules = [
          ruleOf('literal', [own], { match: { joinLines, tolerance: 'none' } }),
          ruleOf('pattern', [mask], { match: { mode: 'pattern', joinLines } }),
          ruleOf('regex', [own], { match: { mode: 'regex', joinLines } }),
        ];
        const { ruleMatches } = outcomeOf(ruleSetOf(...rules), layOutText(pieces.join('\n')));
        const lines = pieces.map((_, index) => index + 1);
        expect(
          ruleMatches.map(({ matches }) => matches.map((match) => [match.via, match.lines])),
        ).toEqual(rules.map(() => [['exact', lines]]));
        const tooFew = rules.map((rule) => ({
          ...rule,
          match: { ...rule.match, joinLines: joinLines - 1 },
        }));
        expect(outcomeOf(ruleSetOf(...tooFew), layOutText(pieces.join('\n'))).ruleMatches).toEqual(
          [],
        );
      },
    ),
    RUNS,
  );
});

it('finds a value with letters of another alphabet within the budget, and no more of them', () => {
  const letter = fc.constantFrom(...'ABCEHKMOPTXY');
  const alike = new Map(
    ['AА', 'BВ', 'CС', 'EΕ', 'HΗ', 'KК', 'MΜ', 'OՕ', 'PР', 'TТ', 'XΧ', 'YҮ'].map(
      ([latin = '', other = '']) => [latin, other],
    ),
  );
  const own = fc.string({ unit: letter, minLength: 6, maxLength: 12 });
  fc.assert(
    fc.property(own, fc.uniqueArray(fc.nat(11), { minLength: 1, maxLength: 6 }), (value, at) => {
      const places = at.filter((index) => index < value.length);
      const text = [...value]
        .map((latin, index) => (places.includes(index) ? (alike.get(latin) ?? '') : latin))
        .join('');
      const rule = (one: string) => ruleOf('r', [one], { match: { tolerance: 'lookalike-loose' } });
      const isAccepted = places.length <= Math.ceil(value.length / 3);
      expect(matchesOf(rule(value), text)).toHaveLength(isAccepted ? 1 : 0);
      // The reverse: the value is written in two alphabets, and the text is Latin.
      expect(matchesOf(rule(text), value)).toHaveLength(isAccepted ? 1 : 0);
      expect(
        matchesOf(ruleOf('r', [value], { match: { tolerance: 'lookalike' } }), text),
      ).toHaveLength(places.length === 0 ? 1 : 0);
    }),
    RUNS,
  );
});

it('finds a value however its letters are repeated and set apart, if the rule says so', () => {
  const letters = fc.string({
    unit: fc.constantFrom(...'ACEHKMNPRUWXY'),
    minLength: 4,
    maxLength: 9,
  });
  const disguise = fc.record({
    by: fc.constantFrom('.', '-', '_', ' ', '*', ' - '),
    times: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 9, maxLength: 9 }),
  });
  fc.assert(
    fc.property(letters, disguise, (value, { by, times }) => {
      const text = [...value].map((letter, index) => letter.repeat(times[index] ?? 1)).join(by);
      const rule = ruleOf('r', [value], { match: { obfuscation: true } });
      expect(matchesOf(rule, text).map((match) => [match.text, match.via])).toEqual([
        [text, 'obfuscated'],
      ]);
      expect(matchesOf(rule, value).map(({ via }) => via)).toEqual(['exact']);
    }),
    RUNS,
  );
});

it('lets no rule match a place that an ignore rule matched', () => {
  fc.assert(
    fc.property(cases, ({ text, rules }) => {
      const [watched = ruleOf('w', ['x'])] = rules;
      const watching: Rule = { ...watched, id: 'w', kind: 'watch' };
      const ignoring: Rule = { ...watched, id: 'i', kind: 'ignore' };
      const { ruleMatches } = outcomeOf(ruleSetOf(watching, ignoring), layOutText(text));
      expect(ruleMatches).toEqual([]);
    }),
    RUNS,
  );
});

it('decides the same again, whatever the order of rules, and whichever other rules there are', () => {
  fc.assert(
    fc.property(cases, ({ text, rules }) => {
      const detection = layOutText(text);
      const forwards = outcomeOf(ruleSetOf(...rules), detection);
      const backwards = outcomeOf(ruleSetOf(...rules.toReversed()), detection);
      expect(backwards.watchlistVersion).toBe(forwards.watchlistVersion);
      expect(backwards.ruleMatches.toReversed()).toEqual(forwards.ruleMatches);
      expect(outcomeOf(ruleSetOf(...rules), detection)).toEqual(forwards);
    }),
    RUNS,
  );
});

it('gives a rule file the same version however it is formatted', () => {
  const versionOf = (file: string): string => {
    const { ruleSet } = parseRuleFile(file, { name: 'rules.yaml' });
    return ruleSet ? compileWatchlist(ruleSet).version : 'not valid';
  };
  fc.assert(
    fc.property(
      values,
      fc.integer({ min: 40, max: 120 }),
      fc.boolean(),
      (own, lineWidth, sortMapEntries) => {
        const rule = {
          severity: 'high',
          id: 'r',
          match: { values: own, mode: 'any' },
          tags: ['b', 'a'],
        };
        const asJson = versionOf(JSON.stringify({ rules: [rule] }));
        expect(asJson).toMatch(/^[0-9a-f]{64}$/);
        expect(versionOf(stringify({ rules: [rule] }, { lineWidth, sortMapEntries }))).toBe(asJson);
        const spelt = {
          ...rule,
          match: { ...rule.match, boundary: 'token', caseSensitive: false },
        };
        expect(versionOf(JSON.stringify({ rules: [spelt] }, null, 4))).toBe(asJson);
      },
    ),
    RUNS,
  );
});
