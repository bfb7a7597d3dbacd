import {
  layOutText,
  maskDetection,
  type Match,
  type TextDetection,
  type WatchContext,
} from '@glyphwatch/domain';
import { ruleOf, ruleSetOf, type RuleDetails } from '../rule-for-tests.ts';
import type { Rule } from '../rule.ts';
import { compileWatchlist, type CompileOptions } from './compile-watchlist.ts';

interface Look extends CompileOptions {
  readonly details?: RuleDetails;
  readonly context?: WatchContext;
}

function outcomeOf(
  values: readonly string[],
  text: string,
  { details, context, ...options }: Look = {},
) {
  const watchlist = compileWatchlist(ruleSetOf(ruleOf('gate', values, details)), options);
  return watchlist.match(layOutText(text), context ?? {});
}

function matchesOf(values: readonly string[], text: string, look?: Look): readonly Match[] {
  return outcomeOf(values, text, look).ruleMatches.flatMap(({ matches }) => matches);
}

describe('the record of a match', () => {
  it('says what was found where, as read and word by word', () => {
    const [match] = matchesOf(['KEEP OUT'], 'PLEASE\n(KEEP 0UT)!');
    expect(match).toMatchObject({
      value: 'KEEP OUT',
      text: 'KEEP 0UT',
      via: 'lookalike',
      foldedPositions: [5],
      edits: 0,
      confidence: 1,
      lines: [2],
      words: [
        [1, 0],
        [1, 1],
      ],
      context: '(KEEP 0UT)!',
    });
    expect(match?.polygons).toHaveLength(2);
    expect(match?.score).toBeCloseTo(0.95);
  });

  it('ranks an edited reading below a folded one', () => {
    const [match] = matchesOf(['MAINTENANCE'], 'MAINTENENCE', {
      details: { match: { tolerance: 'fuzzy' } },
    });
    expect(match).toMatchObject({ via: 'fuzzy', edits: 1, text: 'MAINTENENCE' });
    expect(match?.score).toBeCloseTo(0.85);
  });

  it('names look-alikes and edits of one reading together', () => {
    const fuzzy = { details: { match: { tolerance: 'fuzzy' } } } as const;
    const [match] = matchesOf(['MAINTENANCE'], 'MA1NTENENCE', fuzzy);
    expect(match).toMatchObject({ via: 'fuzzy', edits: 1, foldedPositions: [2] });
  });

  it('carries what the rule says about it', () => {
    const details = {
      description: 'Yard',
      severity: 'high',
      tags: ['a'],
      channels: ['ops'],
    } as const;
    expect(outcomeOf(['KEEP OUT'], 'KEEP OUT', { details }).ruleMatches).toMatchObject([
      { ruleId: 'gate', kind: 'watch', ...details, sensitive: false },
    ]);
  });

  it('has a fingerprint of rule, image version and letters only', () => {
    const printOf = (text: string, imageVersion: string, value = 'KEEP OUT') =>
      matchesOf([value], text, { context: { imageVersion } })[0]?.fingerprint;
    expect(printOf('KEEP OUT', 'v1')).toMatch(/^[0-9a-f]{64}$/);
    expect(printOf('keep-out, please', 'v1')).toBe(printOf('KEEP OUT', 'v1'));
    expect(printOf('KEEP OUT', 'v2')).not.toBe(printOf('KEEP OUT', 'v1'));
    expect(printOf('DANGER', 'v1', 'DANGER')).not.toBe(printOf('KEEP OUT', 'v1'));
  });
});

describe('a sensitive rule', () => {
  const sensitive = { details: { sensitive: true } };

  it('keeps a keyed hash of what it found when there is a key', () => {
    const withKey = (hashKey: string) =>
      matchesOf(['SECRET'], 'SECRET', { ...sensitive, hashKey })[0];
    expect(withKey('one')?.keyedHash).toMatch(/^[0-9a-f]{64}$/);
    expect(withKey('two')?.keyedHash).not.toBe(withKey('one')?.keyedHash);
    expect(matchesOf(['SECRET'], 'SECRET', sensitive)[0]).not.toHaveProperty('keyedHash');
  });

  it('has a fingerprint that nobody can compute without the key', () => {
    const printWith = (more: Look) => matchesOf(['SECRET'], 'SECRET', more)[0]?.fingerprint;
    const prints = [
      printWith(sensitive),
      printWith({ ...sensitive, hashKey: 'one' }),
      printWith({ ...sensitive, hashKey: 'two' }),
    ];
    expect(new Set(prints).size).toBe(3);
    for (const print of prints) expect(print).toMatch(/^[0-9a-f]{64}$/);
    expect(printWith({ ...sensitive, hashKey: 'one' })).toBe(prints[1]);
    expect(printWith({ hashKey: 'one' })).toBe(printWith({}));
  });

  describe('masks in the whole text', () => {
    const keys = ruleOf('keys', ['\\AKIA????'], { sensitive: true, match: { mode: 'pattern' } });
    const watchlist = compileWatchlist(ruleSetOf(keys, ruleOf('old', ['OLD'])));
    const maskedText = (detection: TextDetection): string => {
      const { ruleMatches } = watchlist.match(detection, {});
      const { lines } = maskDetection(detection, ruleMatches);
      return lines.map(({ text }) => text).join('\n');
    };
    const unsure = (detection: TextDetection, line: number): TextDetection => ({
      ...detection,
      lines: detection.lines.map((one, index) =>
        index === line
          ? { ...one, words: one.words.map((word) => ({ ...word, confidence: 0.6 })) }
          : one,
      ),
    });

    it('every secret, also those beyond the places that a search ends with', () => {
      const all = Array.from({ length: 1_500 }, (_, index) => `AKIA${1_000 + index}`);
      const masked = maskedText(layOutText(all.join('\n')));
      expect(masked).not.toMatch(/[A-Z0-9]/);
      expect(maskedText(layOutText(all.slice(0, 500).join('\n')))).not.toMatch(/AKIA/);
    });

    it('a copy that was read too badly for the rule, and what it would have matched if it were read better', () => {
      expect(maskedText(unsure(layOutText('AKIA1234\nOLD AKIA1234'), 1))).toBe('••••\nOLD ••••');
      expect(maskedText(unsure(layOutText('AKIA1234\nOLD AKIA9876'), 1))).toBe('••••\nOLD ••••');
    });

    it('not what its allow list names', () => {
      const allow = [{ values: ['AKIA0000'], condition: 'OR', keys: [], target: 'match' }] as const;
      const set = { ...ruleSetOf(keys), allow };
      const detection = layOutText('AKIA1234\nsay AKIA0000');
      const { ruleMatches } = compileWatchlist(set).match(detection, {});
      expect(maskDetection(detection, ruleMatches).lines[1]?.text).toBe('say AKIA0000');
    });

    it('reports of other rules, too', () => {
      const line = ruleOf('line', ['OLD \\w+'], { match: { mode: 'regex' } });
      const both = compileWatchlist(ruleSetOf(keys, line));
      const detection = unsure(layOutText('AKIA1234\nOLD AKIA1234'), 1);
      const [, report] = both.explain(detection, {});
      expect(report?.nearMisses).toMatchObject([{ text: 'OLD ••••' }]);
      expect(JSON.stringify([report, both.match(detection, {}).nearMisses])).not.toContain('AKIA1');
    });
  });

  it('leaves the hash out of other rules', () => {
    expect(matchesOf(['SECRET'], 'SECRET', { hashKey: 'one' })[0]).not.toHaveProperty('keyedHash');
  });

  it('masks near misses and explanations unless they are to be revealed', () => {
    const rules = ruleSetOf(ruleOf('s', ['ROBOTS'], { sensitive: true }));
    const watchlist = compileWatchlist(rules);
    const text = layOutText('ROBOTS\nR0B0T5');
    expect(JSON.stringify(watchlist.match(text, {}).nearMisses)).not.toContain('R0B0T5');
    const [report] = watchlist.explain(text, {});
    expect(report).toMatchObject({ matched: true, matches: [{ text: '••••', context: '••••' }] });
    expect(JSON.stringify(report)).not.toContain('R0B0T5');
    const [revealed] = watchlist.explain(text, {}, { reveal: true });
    expect(revealed).toMatchObject({
      matches: [{ text: 'ROBOTS' }],
      nearMisses: [{ text: 'R0B0T5' }],
    });
  });

  it('shows neither its values nor what it found in any explanation', () => {
    const rules = ruleSetOf(
      ruleOf('found', ['hunter2 secret'], { sensitive: true }),
      ruleOf('missing', ['OTHER PASSWORD'], { sensitive: true, kind: 'absent' }),
    );
    const detection = layOutText('my hunter2 secret is here');
    const explained = compileWatchlist(rules).explain(detection, {});
    expect(explained.map(({ matched }) => matched)).toEqual([true, true]);
    const told = explained.flatMap(({ explanation }) => explanation).join('\n');
    expect(told).not.toMatch(/secret|PASSWORD/);
  });
});

describe('what a sensitive rule found or looked for', () => {
  const reportsOn = (text: string, ...rules: readonly Rule[]) =>
    compileWatchlist(ruleSetOf(...rules)).explain(layOutText(text), {});

  it('is masked as the value of a match or near miss', () => {
    const reports = reportsOn('SESAME77 SESAMS77', ruleOf('s', ['SESAME77'], { sensitive: true }));
    expect(reports).toMatchObject([
      { matches: [{ value: '••••', text: '••••' }], nearMisses: [{ value: '••••' }] },
    ]);
    expect(JSON.stringify(reports)).not.toMatch(/SESAM/);
  });

  it('is masked in the reasons why a place was allowed, lacks its context or is incomplete', () => {
    const reports = reportsOn(
      'the code is SESAME77',
      ruleOf('allowed', ['SESAME77'], {
        sensitive: true,
        allow: [{ values: ['SESAME77'], target: 'match', keys: [], condition: 'OR' }],
      }),
      ruleOf('lonely', ['SESAME77'], {
        sensitive: true,
        context: { require: ['hunter2'], forbid: [] },
      }),
      ruleOf('half', ['SESAME77', 'hunter2'], { sensitive: true, match: { mode: 'all' } }),
    );
    expect(reports.map(({ matched }) => matched)).toEqual([false, false, false]);
    expect(JSON.stringify(reports)).not.toMatch(/SESAME|hunter2/);
  });

  it('is masked in reports of other rules that found the same place or its line', () => {
    const rules = [
      ruleOf('s', ['SESAME77'], { sensitive: true }),
      ruleOf('same', ['SESAME77']),
      ruleOf('line', ['CODE']),
      ruleOf('near', ['CODE SESAME77'], { minConfidence: 1, minOccurrences: 2 }),
    ];
    const reports = reportsOn('CODE SESAME77 HERE', ...rules);
    expect(reports.slice(1)).toMatchObject([
      { matches: [{ text: '••••', context: 'CODE •••• HERE' }] },
      { matches: [{ text: 'CODE', context: 'CODE •••• HERE' }] },
      { matches: [], nearMisses: [{ text: 'CODE••••' }] },
    ]);
    const { nearMisses } = compileWatchlist(ruleSetOf(...rules)).match(
      layOutText('CODE SESAME77 HERE'),
      {},
    );
    expect(nearMisses).toMatchObject([{ ruleId: 'near', text: 'CODE••••' }]);
  });
});

describe('a search that stops before the end of the text', () => {
  const reportOn = (text: string, details: RuleDetails, values: readonly string[]) =>
    compileWatchlist(ruleSetOf(ruleOf('r', values, details))).explain(layOutText(text), {})[0];

  it.each([
    ['words', {}, 'a'],
    ['parts of words', { match: { mode: 'contains' } }, 'a'],
    ['masks', { match: { mode: 'pattern' } }, 'A'],
    ['expressions', { match: { mode: 'regex', tolerance: 'none' } }, 'a'],
  ] as const)('reports that it stopped searching for %s', (_, details, value) => {
    const limit = `“${value}”: the search stopped after the first 1,000 places; there may be more`;
    const report = reportOn('a '.repeat(1_500), details, [value]);
    expect(report).toMatchObject({ matched: true, limits: [limit] });
    expect(report?.explanation).toContain(`limit: ${limit}`);
    expect(reportOn('a '.repeat(500), details, [value])).toMatchObject({ limits: [] });
  });

  it('says how much of the text expressions searched, even if they found nothing', () => {
    const regex = { match: { mode: 'regex', tolerance: 'none' } } as const;
    const report = reportOn(`${'filler text\n'.repeat(20_000)}AB12`, regex, ['AB\\d+', 'CD\\d+']);
    expect(report).toMatchObject({
      matched: false,
      limits: ['regular expressions searched only 196,608 of 240,004 characters'],
    });
  });

  it('search the beginning of every page, however long the one before', () => {
    const regex = { match: { mode: 'regex', tolerance: 'none' } } as const;
    const text = `${'filler text\n'.repeat(20_000)}\fAB12`;
    expect(reportOn(text, regex, ['AB\\d+'])).toMatchObject({
      matched: true,
      matches: [{ page: 2, text: 'AB12' }],
      limits: ['regular expressions searched only 196,612 of 240,004 characters'],
    });
  });

  it('does not show the value of a sensitive rule', () => {
    const report = reportOn('a '.repeat(1_500), { sensitive: true }, ['a']);
    expect(report?.limits).toEqual([
      '“••••”: the search stopped after the first 1,000 places; there may be more',
    ]);
  });
});

describe('what nothing can be said to be absent from', () => {
  const absent = ruleSetOf(ruleOf('a', ['INSPECTED'], { kind: 'absent' }));
  const lastLineOf = (detection: TextDetection, rules = absent) =>
    compileWatchlist(rules).explain(detection, {})[0]?.explanation.at(-1);

  it('is an image that was not read to its end', () => {
    const detection = { ...layOutText('PUMP UNIT NORTH'), truncated: true };
    expect(compileWatchlist(absent).match(detection, {}).ruleMatches).toEqual([]);
    expect(lastLineOf(detection)).toBe(
      'no match: not all of the image was read, and the text may be in the rest',
    );
  });

  it('is a file of which some pages were not read', () => {
    const detection = layOutText('PUMP UNIT NORTH\fHALL');
    expect(lastLineOf({ ...detection, truncated: true, pageCount: 512, pagesRead: 2 })).toBe(
      'no match: only 2 of 512 pages were read whole, and the text may be in the rest',
    );
  });

  it('is a text that was not searched to its end', () => {
    const match = { mode: 'regex' } as const;
    const rules = ruleSetOf(ruleOf('a', ['INSPECTED'], { kind: 'absent', match }));
    expect(lastLineOf(layOutText('pump unit\n'.repeat(20_000)), rules)).toBe(
      'no match: the search stopped before the end, and the text may be in the rest',
    );
  });
});

it.each([1, 2, 3, 4, 7, 8, 9, 16, 17])(
  'finds every rule of %i beside one that names its value twice',
  (count) => {
    const words = Array.from({ length: count }, (_, index) => `WORD${index}`);
    const rules = words.map((word) => ruleOf(word, [word]));
    const watchlist = compileWatchlist(ruleSetOf(ruleOf('twice', ['GATE', 'GATE']), ...rules));
    const { ruleMatches } = watchlist.match(layOutText(['GATE', ...words].join('\n')), {});
    expect(ruleMatches.map(({ ruleId }) => ruleId)).toEqual(['twice', ...words]);
  },
);

it('gives a match no page in an image of one', () => {
  const { ruleMatches } = compileWatchlist(ruleSetOf(ruleOf('r', ['KEEP OUT']))).match(
    layOutText('KEEP OUT'),
    {},
  );
  expect(ruleMatches[0]?.matches[0]).not.toHaveProperty('page');
});

describe('explaining', () => {
  it('says on which page a place is', () => {
    const [report] = compileWatchlist(ruleSetOf(ruleOf('r', ['KEEP OUT']))).explain(
      layOutText('COVER\fKEEP OUT'),
      {},
    );
    expect(report?.explanation.at(-2)).toMatch(/^“KEEP OUT” on line 2 \(page 2\), exactly/);
  });

  it('reports every rule in file order, including disabled rules and rules out of scope', () => {
    const scope = { buckets: [], keys: ['yard/**'], excludeKeys: [] };
    const watchlist = compileWatchlist(
      ruleSetOf(
        ruleOf('z', ['KEEP OUT']),
        ruleOf('off', ['KEEP OUT'], { enabled: false }),
        ruleOf('a', ['KEEP OUT'], { scope }),
      ),
    );
    const reports = watchlist.explain(layOutText('KEEP OUT'), { key: 'hall/a.png' });
    expect(reports).toMatchObject([
      { id: 'z', matched: true, severity: 'medium' },
      { id: 'off', matched: false, explanation: ['not evaluated: the rule is disabled'] },
      { id: 'a', matched: false, explanation: ['not evaluated: the key is outside the scope'] },
    ]);
  });

  it('says what happened at each gate', () => {
    const region = [
      { shape: 'rect', x: 0, y: 0, w: 1, h: 0.1, exclude: false, test: 'centroid' },
    ] as const;
    const rules = ruleSetOf(ruleOf('gate', ['KEEP OUT'], { region }));
    const [report] = compileWatchlist(rules).explain(layOutText('KEEP 0UT'), {});
    expect(report?.explanation).toEqual([
      'looked for 1 value (phrase) with tolerance ocr, at most 3 look-alikes or one word cut in two: 1 place',
      '“KEEP 0UT” on line 1, for “KEEP OUT” with 1 look-alike, confidence 100%: rejected: it lies outside the region',
      'no match: no place was accepted',
    ]);
  });

  it('shows what replacements made of a line', () => {
    const rules = {
      ...ruleSetOf(ruleOf('r', ['ROOM 12'])),
      replace: [{ pattern: 'RM(\\d+)', with: 'ROOM $1' }],
    };
    const [report] = compileWatchlist(rules).explain(layOutText('RM12'), {});
    expect(report).toMatchObject({ matched: true, matches: [{ text: 'RM12', via: 'exact' }] });
    expect(report?.explanation[0]).toBe('replace: line 1 “RM12” is matched as “ROOM 12”');
  });

  it('says that a scope is assumed to match when no key is given', () => {
    const scope = { buckets: [], keys: ['yard/**'], excludeKeys: [] };
    const rules = ruleSetOf(ruleOf('r', ['KEEP OUT'], { scope }));
    const [report] = compileWatchlist(rules).explain(layOutText('KEEP OUT'), {});
    expect(report).toMatchObject({ matched: true });
    expect(report?.explanation[0]).toBe('scope: assumed to match, because no key is given');
  });

  it('agrees with matching', () => {
    const rules = ruleSetOf(ruleOf('w', ['KEEP OUT']), ruleOf('i', ['OUT'], { kind: 'ignore' }));
    const watchlist = compileWatchlist(rules);
    const text = layOutText('KEEP OUT');
    expect(watchlist.match(text, {}).ruleMatches).toEqual([]);
    expect(watchlist.explain(text, {}).map(({ id, matched }) => [id, matched])).toEqual([
      ['w', false],
      ['i', true],
    ]);
  });
});

it('reports an absence once and names what is missing', () => {
  const details = { kind: 'absent', match: { mode: 'any' } } as const;
  const { ruleMatches } = outcomeOf(['PASSED', 'INSPECTED'], 'PUMP UNIT NORTH', { details });
  expect(ruleMatches).toMatchObject([
    {
      kind: 'absent',
      matches: [{ value: 'PASSED | INSPECTED', text: '', words: [], polygons: [] }],
    },
  ]);
});

it('splits the text of lines for which the engine reported no words', () => {
  const detection = layOutText('PLEASE KEEP OUT');
  const lines = detection.lines.map((line) => ({ ...line, words: [] }));
  const rules = compileWatchlist(ruleSetOf(ruleOf('r', ['KEEP OUT'])));
  expect(rules.match({ ...detection, lines }, {}).ruleMatches).toMatchObject([
    { matches: [{ text: 'KEEP OUT', lines: [1], words: [] }] },
  ]);
});
