import fc from 'fast-check';
import { namedFilesOf } from './named-files-of.ts';
import { parseRuleFile } from './parse-rule-file.ts';

const parse = (text: string) => parseRuleFile(text, { name: 'rules.yaml' });
const tell = ({
  file,
  line,
  path,
  message,
}: {
  file: string;
  line: number;
  path: string;
  message: string;
}) => `${file === 'rules.yaml' ? '' : `${file} `}${line} ${path} ${message}`;
const errorsOf = (text: string): string[] => parse(text).errors.map(tell);
const warningsOf = (text: string): string[] => {
  const { ruleSet, warnings, errors } = parse(text);
  expect(errors).toEqual([]);
  expect(ruleSet).toBeDefined();
  return warnings.map(tell);
};
const rule = (fields: string): string => `rules: [{id: a, ${fields}}]`;
const firstRule = (fields: string) => {
  const { ruleSet, errors } = parse(rule(fields));
  expect(errors).toEqual([]);
  return ruleSet?.rules[0];
};

const EVERY_FIELD = {
  id: 'gate-sign',
  description: 'Danger sign in yard photos',
  enabled: true,
  kind: 'watch',
  match: {
    mode: 'phrase',
    values: ['DO NOT ENTER', 'KEEP OUT'],
    caseSensitive: false,
    boundary: 'token',
    tolerance: 'lookalike',
    maxEdits: null,
    joinLines: 1,
  },
  minConfidence: 0.8,
  region: { shape: 'rect', x: 0, y: 0, w: 1, h: 0.4, test: 'centroid' },
  minTextHeight: 0.01,
  rotation: 'any',
  context: {
    require: ['site 7'],
    withinLines: 3,
    withinWords: null,
    forbid: ['training poster'],
  },
  allow: [
    { values: ['DO NOT ENTER DATA'], target: 'line' },
    { keys: ['samples/**'], condition: 'AND', values: ['KEEP OUT'] },
  ],
  scope: { buckets: ['yard'], keys: ['uploads/yard/**'], excludeKeys: ['**/thumb/**'] },
  minOccurrences: 1,
  severity: 'high',
  sensitive: false,
  notify: {
    channels: ['default'],
    cooldownSeconds: 0,
    groupBy: ['ruleId'],
    quietHours: null,
    template: null,
  },
  tags: ['safety'],
};

describe('a rule file', () => {
  it('is two lines for a first rule, with every default', () => {
    expect(parse('rules:\n  - { id: gate, match: KEEP OUT }\n')).toEqual({
      ruleSet: {
        rules: [
          {
            id: 'gate',
            enabled: true,
            kind: 'watch',
            match: {
              mode: 'phrase',
              values: ['KEEP OUT'],
              caseSensitive: false,
              foldAccents: true,
              boundary: 'token',
              tolerance: 'ocr',
            },
            minConfidence: 0.8,
            region: [],
            minTextHeight: 0,
            rotation: 'any',
            allow: [],
            scope: { buckets: [], keys: [], excludeKeys: [] },
            minWords: 3,
            minOccurrences: 1,
            severity: 'medium',
            sensitive: false,
            channels: ['default'],
            tags: [],
          },
        ],
        allow: [],
        replace: [],
      },
      errors: [],
      warnings: [],
    });
  });

  it('knows every field of the rule format', () => {
    const { ruleSet, errors, warnings } = parse(JSON.stringify({ rules: [EVERY_FIELD] }));
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
    expect(ruleSet?.rules[0]).toMatchObject({
      match: { mode: 'phrase', joinLines: 1, tolerance: 'lookalike' },
      region: [{ shape: 'rect', h: 0.4, test: 'centroid', exclude: false }],
      context: { require: ['site 7'], forbid: ['training poster'], withinLines: 3 },
      allow: [
        { values: ['DO NOT ENTER DATA'], target: 'line', keys: [], condition: 'OR' },
        { values: ['KEEP OUT'], target: 'match', keys: ['samples/**'], condition: 'AND' },
      ],
      severity: 'high',
      channels: ['default'],
    });
    expect(ruleSet?.rules[0]?.match).not.toHaveProperty('maxEdits');
    expect(ruleSet?.rules[0]?.context).not.toHaveProperty('withinWords');
  });

  it.each([
    ['match: KEEP OUT', { mode: 'phrase', values: ['KEEP OUT'], tolerance: 'ocr' }],
    ['match: [A1, B2]', { mode: 'any', values: ['A1', 'B2'] }],
    ['match: {values: A1}', { mode: 'any', values: ['A1'] }],
    ['match: {mode: fuzzy, values: [RESTRICTED]}', { mode: 'phrase', tolerance: 'fuzzy' }],
    ['match: {mode: absent, values: [SEAL]}', { mode: 'any', tolerance: 'ocr' }],
    ['match: {mode: regex, values: ["A+"]}', { mode: 'regex', tolerance: 'none' }],
    ['match: {mode: pattern, values: ["AA-99"]}', { mode: 'pattern', tolerance: 'literals' }],
    ['match: {values: [RESTRICTED], tolerance: fuzzy, maxEdits: 2}', { maxEdits: 2 }],
  ])('reads %s', (written, match) => {
    expect(firstRule(written)?.match).toMatchObject(match);
  });

  it('treats mode absent as a kind', () => {
    expect(firstRule('match: {mode: absent, values: [SEAL]}')?.kind).toBe('absent');
    expect(firstRule('kind: absent, match: SEAL')?.kind).toBe('absent');
  });

  it('accepts one region or several, and severity by count', () => {
    const region = '{shape: rect, x: 0, y: 0, w: 0.5, h: 0.5}';
    expect(firstRule(`match: SEAL, region: ${region}`)?.region).toHaveLength(1);
    expect(firstRule(`match: SEAL, region: [${region}, ${region}]`)?.region).toHaveLength(2);
    expect(firstRule('match: SEAL, severity: {low: 1, medium: 3, high: 10}')?.severity).toEqual({
      low: 1,
      medium: 3,
      high: 10,
    });
  });

  it('reads the top level', () => {
    const text = `
$schema: ./rule-file.schema.json
allow: [{ values: [KEEP OUT OF DIRECT SUNLIGHT], target: line }]
replace: [{ pattern: '\\|', with: I }]
disabledRules: [b]
rules: [{ id: a, match: KEEP OUT }, { id: b, match: EXIT }]
`;
    expect(parse(text).ruleSet).toMatchObject({
      rules: [
        { id: 'a', enabled: true },
        { id: 'b', enabled: false },
      ],
      allow: [{ values: ['KEEP OUT OF DIRECT SUNLIGHT'], target: 'line' }],
      replace: [{ pattern: '\\|', with: 'I' }],
    });
  });

  it('reports all mistakes at once, each with its line, field and nearest word', () => {
    const text = `rules:
  - id: a
    mach: KEEP OUT
  - id: b
    match:
      mode: contians
      values: [KEEP OUT]
      value: X
    minConfidence: 80
    region: { shape: rect, x: 0.8, y: 0, w: 0.4, h: 1 }
  - id: b
    match: { mode: regex, values: ["a(", "ok"] }
    severity: { low: 3, high: 1 }
    context: { require: ["--"] }
disabledRules: [c, bb]
alow: []
`;
    const { ruleSet } = parse(text);
    expect(ruleSet).toBeUndefined();
    expect(errorsOf(text)).toEqual([
      '2 rules[0].match is missing',
      '3 rules[0].mach is an unknown key; did you mean "match"?',
      '6 rules[1].match.mode must be one of any, all, phrase, contains, pattern, regex, fuzzy, absent; did you mean "contains"?',
      '8 rules[1].match.value is an unknown key; did you mean "values"?',
      '9 rules[1].minConfidence must be at most 1',
      '10 rules[1].region extends beyond the image: x + w must be at most 1',
      '11 rules[2].id is a duplicate; first used on line 4',
      '12 rules[2].match.values[0] is not a valid regular expression: missing closing ): `a(`',
      '13 rules[2].severity counts must increase from low to critical',
      '14 rules[2].context.require[0] needs a letter or a digit',
      '15 disabledRules[0] is not the id of a rule',
      '15 disabledRules[1] is not the id of a rule; did you mean "b"?',
      '16 alow is an unknown key; did you mean "allow"?',
    ]);
  });

  it.each([
    ['match: 404', 'match must be text, a list or a group of fields: put it in quotes'],
    ['match: ""', 'match must not be empty'],
    ['match: []', 'match must not be empty'],
    ['match: "..."', 'match needs a letter or a digit'],
    ['match: [OK1, "--"]', 'match[1] needs a letter or a digit'],
    ['match: {mode: any}', 'match.values is missing'],
    ['match: X1, id2: y', 'id2 is an unknown key'],
    ['match: {values: [X1], maxEdits: 1}', 'match.maxEdits needs tolerance: fuzzy'],
    ['match: {mode: fuzzy, values: [X1], maxEdits: 4}', 'match.maxEdits must be at most 3'],
    ['match: {mode: contains, values: [X1], joinLines: 0}', 'cannot be used with mode contains'],
    ['match: {values: [X1], check: luhn}', 'match.check needs mode pattern or regex'],
    [
      'match: {mode: regex, values: [X1], obfuscation: true}',
      'match.obfuscation cannot be used with regex: remove it',
    ],
    [
      'match: {mode: pattern, values: ["**"]}',
      'match.values[0] needs a letter, a digit, A, 9 or ?',
    ],
    ['match: {mode: pattern, values: ["A9\\\\"]}', 'match.values[0] ends with a backslash'],
    [
      'match: {mode: regex, values: ["(?<=a)b"]}',
      'match.values[0] is not a valid regular expression',
    ],
    ['match: {mode: regex, values: [a], tolerance: lookalike}', 'cannot be used with regex'],
    [`match: {mode: regex, values: [${'a'.repeat(513)}]}`, 'is longer than 512 characters'],
    [`match: [X1, ${'a'.repeat(1001)}]`, 'match[1] is longer than 1000 characters'],
    [`match: ${'ﷺ'.repeat(100)}`, 'match is longer than 1000 characters'],
    [
      `match: X1, context: {require: ${'a'.repeat(1001)}}`,
      'context.require is longer than 1000 characters',
    ],
    [`match: [${'A1, '.repeat(1001)}]`, 'match must have at most 1000 entries'],
    ['match: {mode: fuzzy, values: [X1], tolerance: none}', 'contradicts mode fuzzy'],
    ['match: {mode: pattern, values: [A9], tolerance: ocr}', 'cannot be used with pattern'],
    ['match: {mode: pattern, values: [A9], tolerance: fuzzy}', 'cannot be used with pattern'],
    ['match: {values: [X1], tolerance: literals}', 'only applies to mode pattern'],
    ['kind: ignore, match: {mode: absent, values: [X1]}', 'kind contradicts mode absent'],
    ['match: X1, minConfidence: -1', 'minConfidence must be at least 0'],
    ['match: X1, region: {shape: rect, x: 0, y: 0, w: 0, h: 1}', 'region.w must be more than 0'],
    [
      'match: X1, region: {shape: rekt}',
      'region.shape must be one of rect, polygon; did you mean "rect"?',
    ],
    [
      'match: X1, region: {shape: polygon, points: [{x: 0, y: 0}, {x: 0.5, y: 0.5}, {x: 1, y: 1}]}',
      'region.points has no area',
    ],
    ['match: X1, region: [{shape: rect, x: 2, y: 0, w: 1, h: 1}]', 'region[0].x must be at most 1'],
    ['match: X1, context: {}', 'context needs require or forbid'],
    [`match: X1, context: {require: ["${'w '.repeat(51)}"]}`, 'context has more than 50 words'],
    ['match: X1, allow: [{}]', 'allow[0] needs values or keys'],
    ['match: X1, allow: [{values: ["-"]}]', 'allow[0].values[0] needs a letter or a digit'],
    [
      'match: X1, severity: hihg',
      'severity must be one of low, medium, high, critical or a group of fields; did you mean "high"?',
    ],
    ['match: X1, severity: {}', 'severity must not be empty'],
    ['match: X1, minOccurrences: 0', 'minOccurrences must be at least 1'],
    [
      'match: X1, notify: {chanels: [a]}',
      'notify.chanels is an unknown key; did you mean "channels"?',
    ],
    [
      'match: X1, notify: {groupBy: [rule]}',
      'notify.groupBy[0] must be one of ruleId, severity, bucket, folder, text; did you mean "ruleId"?',
    ],
    ['match: X1, notify: {cooldownSeconds: 86401}', 'notify.cooldownSeconds must be at most 86400'],
    [
      'match: X1, notify: {quietHours: {from: "7:00", to: "08:00"}}',
      'notify.quietHours.from must be a time from "00:00" to "23:59"',
    ],
    [
      'match: X1, notify: {quietHours: {from: "07:00", to: "07:00"}}',
      'notify.quietHours.to must not be the same as from',
    ],
    [
      'match: X1, notify: {quietHours: {from: "07:00", to: "24:00", zone: Europe/Berlim}}',
      'notify.quietHours.zone must be a time zone, like Europe/Berlin or UTC',
    ],
    [
      'match: X1, notify: {quietHours: {from: "07:00", to: "24:00", days: [monday]}}',
      'notify.quietHours.days[0] must be one of mon, tue, wed, thu, fri, sat, sun',
    ],
    [
      'match: X1, notify: {template: {note: "{rule} {foldr}"}}',
      'notify.template.note has no field "{foldr}"; did you mean "folder"?',
    ],
    [
      'match: X1, notify: {template: {note: "{hostname}"}}',
      'has no field "{hostname}"; there are severity, rule, description, ',
    ],
    ['match: X1, notify: {template: {titel: a}}', 'notify.template.titel is an unknown key'],
    ['match: X1, __proto__: {enabled: false}', '__proto__ is an unknown key'],
    ['match: X1, scope: {key: ["a/**"]}', 'scope.key is an unknown key; did you mean "keys"?'],
  ])('refuses %s', (fields, problem) => {
    const errors = errorsOf(rule(fields));
    expect(errors.join('\n')).toContain(`1 rules[0].`);
    expect(errors.join('\n')).toContain(problem);
    expect(parse(rule(fields)).ruleSet).toBeUndefined();
  });

  it.each(['a b', '-a', 'ä', 'a/b', 'a,b', ''])('rejects the id %j', (id) => {
    expect(errorsOf(JSON.stringify({ rules: [{ id, match: 'X1' }] }))).toEqual([
      expect.stringContaining('1 rules[0].id must consist of letters, digits'),
    ]);
  });

  it.each([
    ['', '1  is empty'],
    ['rules:', '1 rules is empty; must be a list'],
    ['allow: []', '1 rules is missing: the file has no rules'],
    ['{"rules": [{"id": "gate", "match"', /^1 {2}syntax/],
    ['KEEP OUT', '1  must be a group of fields'],
    ['rules: [KEEP OUT]', '1 rules[0] must be a group of fields'],
    ['rules: {a: b}', '1 rules must be a list'],
    ['replace: [{pattern: "(", with: x}]\nrules: []', /^1 replace\[0\].pattern is not a valid/],
  ])('never mistakes %j for a list of rules', (text, problem) => {
    expect(parse(text).ruleSet).toBeUndefined();
    expect(errorsOf(text)).toEqual([
      typeof problem === 'string' ? problem : expect.stringMatching(problem),
    ]);
  });

  it('reports every one of very many mistakes', () => {
    const text = Array.from({ length: 130_000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(parse(text).errors).toHaveLength(130_000);
  });

  it('never throws, reports lines within the file, and returns rules or errors', () => {
    const word = fc.constantFrom(
      ...[
        'rules',
        'id',
        'match',
        'mode',
        'values',
        'region',
        'allow',
        'extend',
        'severity',
        'high',
      ],
      ...['regex', 'a(', 'KEEP', '7', 'null', 'true', '__proto__', '&x ', '*x', '[', ']', '{', '}'],
      ...[': ', ', ', '\n', '\n  - ', '\n    ', '"', '#', '\t', 'polygon', 'context', 'x', '\\'],
    );
    const json = fc.record(
      { id: fc.string(), match: fc.anything(), region: fc.anything(), allow: fc.anything() },
      { requiredKeys: [] },
    );
    const text = fc.oneof(
      fc.array(word, { maxLength: 40 }).map((words) => words.join('')),
      fc.array(json, { maxLength: 3 }).map((rules) => JSON.stringify({ rules })),
    );
    fc.assert(
      fc.property(text, (source) => {
        const { ruleSet, errors, warnings } = parse(source);
        const lines = Math.max(1, source.replace(/\n$/, '').split('\n').length);
        for (const { line } of [...errors, ...warnings]) {
          expect(line >= 1 && line <= lines).toBe(true);
        }
        expect(ruleSet === undefined).toBe(errors.length > 0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a rule file that extends others', () => {
  const files: Readonly<Record<string, string>> = {
    'base.yaml': 'rules: [{id: base, match: KEEP OUT}]\nallow: [{values: [POSTER]}]',
    'loop.yaml': 'extend: rules.yaml',
    'users.yaml': 'root: hunter2\nroot: *hunter3\nadmin: { hunter4: x }',
    'twice.yaml': 'extend: base.yaml',
    'wrong.yaml': '\nrules: [{id: w, mach: X1}]',
    'same.yaml': 'rules: [{id: a, match: X1}]',
  };
  const parseWith = (text: string) =>
    parseRuleFile(text, {
      name: 'rules.yaml',
      readNamed: (name) => {
        const found = { ...files, 'rules.yaml': text }[name];
        return found === undefined ? undefined : { name, text: found };
      },
    });

  it('has their rules and allow lists before its own', () => {
    const { ruleSet } = parseWith('extend: [base.yaml]\nrules: [{id: a, match: EXIT}]');
    expect(ruleSet?.rules.map(({ id }) => id)).toEqual(['base', 'a']);
    expect(ruleSet?.allow).toHaveLength(1);
  });

  it('can disable their rules', () => {
    const { ruleSet } = parseWith('extend: base.yaml\ndisabledRules: [base]');
    expect(ruleSet?.rules[0]?.enabled).toBe(false);
  });

  it('reads a file once that two files extend', () => {
    const { ruleSet } = parseWith('extend: [base.yaml, twice.yaml]');
    expect(ruleSet?.rules).toHaveLength(1);
  });

  it.each([
    ['extend: [none.yaml]', '1 extend[0] names a file that does not exist: none.yaml'],
    ['extend: rules.yaml', '1 extend extends itself: rules.yaml'],
    ['extend: [loop.yaml]', 'loop.yaml 1 extend extends itself: rules.yaml'],
    [
      'extend: users.yaml',
      'users.yaml 1  is not a rule file: it has none of rules, $schema, extend, disabledRules, allow, replace',
    ],
    ['extend: wrong.yaml', 'wrong.yaml 2 rules[0].mach is an unknown key; did you mean "match"?'],
    [
      'extend: same.yaml\nrules: [{id: a, match: X1}]',
      '2 rules[0].id is a duplicate; first used on same.yaml:1',
    ],
  ])('refuses %j', (text, problem) => {
    const { errors, ruleSet } = parseWith(text);
    expect(ruleSet).toBeUndefined();
    expect(errors.map(tell)).toContain(problem);
  });

  it('is rejected where other files cannot be read', () => {
    expect(errorsOf('extend: base.yaml')).toEqual([
      '1 extend is not supported here: put all rules into one file',
    ]);
  });

  it('is told why a file may not be read', () => {
    const { errors } = parseRuleFile('extend: [a.yaml]', {
      name: 'rules.yaml',
      readNamed: () => ({ refused: 'is too far away' }),
    });
    expect(errors.map(tell)).toEqual(['1 extend[0] is too far away']);
  });

  it('lists the files it needs', () => {
    const named = (text: string) => namedFilesOf(text);
    expect(named('extend: [a.yaml, b.yaml]').extended).toEqual(['a.yaml', 'b.yaml']);
    expect(named('extend: a.yaml')).toEqual({ extended: ['a.yaml'], lists: [] });
    expect(named('rules: [{ match: { values: { file: w.txt } } }, { match: A }]').lists).toEqual([
      'w.txt',
    ]);
    for (const text of [
      'rules: []',
      '{',
      'rules: 3',
      '[]',
      'rules: [{match: {values: {file: 3}}}]',
    ])
      expect(named(text)).toEqual({ extended: [], lists: [] });
  });
});

describe('a warning', () => {
  const RECT = 'shape: rect, x: 0, y: 0, w: 1, h: 0.5';

  it.each([
    ['match: X1, enabled: false', 'enabled is disabled'],
    [
      'match: {mode: regex, values: [a], boundary: none}',
      'match.boundary has no effect on a regex',
    ],
    ['match: X1, minWords: 5', 'minWords has no effect'],
    ['kind: absent, match: X1, minOccurrences: 2', 'minOccurrences an absence counts once'],
    ['match: X1, scope: {keys: ["a/**"], excludeKeys: ["a/**"]}', 'scope never matches'],
    ['match: X1, scope: {keys: ["a/b/*.png"], excludeKeys: ["a/**"]}', 'scope never matches'],
    ['match: X1, scope: {excludeKeys: ["**"]}', 'scope never matches'],
    [`match: X1, region: [{${RECT}}, {${RECT}, exclude: true}]`, 'region never matches'],
    ['match: X1, context: {require: [Yard], forbid: [YARD]}', 'context never matches'],
    [
      'match: {values: KEEP OUT, tolerance: none}, allow: [{values: [keep-out]}]',
      'allow never matches',
    ],
    ['match: KEEP OUT, allow: [{values: [KEEP]}]', 'allow only matches misread text'],
    ['match: [KEEP OUT, EXIT], allow: [{values: [EXIT]}]', 'the value "EXIT" never matches'],
    ['match: {values: [EXIT, exit]}', 'match.values[1] "exit" says the same as line 1 "EXIT"'],
    ['match: X1, minOccurrences: 9, severity: {low: 1, high: 3}', 'severity is always the highest'],
  ])('is given for %s', (fields, warning) => {
    expect(warningsOf(rule(fields)).join('\n')).toContain(
      `1 rules[0].${warning}`.replace('0].the', '0].allow the'),
    );
  });

  it.each([
    'match: KEEP OUT',
    'match: KEEP OUT, allow: [{values: [KEEP OUT OF REACH], target: line}]',
    'match: KEEP OUT, allow: [{values: [KEEP OUT], keys: ["a/**"], condition: AND}]',
    'match: X1, scope: {keys: ["a/**"], excludeKeys: ["a/thumb/**"]}',
    `match: X1, region: [{${RECT}}, {shape: rect, x: 0, y: 0, w: 0.5, h: 0.5, exclude: true}]`,
    'match: [EXIT, ENTRY]',
  ])('is not given for %s', (fields) => {
    expect(warningsOf(rule(fields))).toEqual([]);
  });

  it('is given for a rule that duplicates another or is shadowed by an ignore rule', () => {
    const text = `rules:
  - {id: a, match: KEEP OUT}
  - {id: b, match: [keep-out], severity: high}
  - {id: i, kind: ignore, match: EXIT}
  - {id: c, match: exit}
`;
    expect(warningsOf(text)).toEqual([
      '3 rules[1].match duplicates the rule "a": both will notify',
      '5 rules[3].match is shadowed by the ignore rule "i", which covers all of its values',
    ]);
  });

  it("is given for a rule whose values are some of another rule's, unless their gates differ", () => {
    const text = `rules:
  - {id: a, match: [EXIT]}
  - {id: b, match: [ENTRY, EXIT, DOOR]}
  - {id: c, match: [EXIT], minConfidence: 0.5}
  - {id: d, kind: absent, match: [EXIT]}
  - {id: e, kind: absent, match: [EXIT, DOOR]}
  - {id: f, match: {mode: all, values: [EXIT, DOOR]}}
`;
    expect(warningsOf(text)).toEqual([
      '2 rules[0].match is shadowed by the rule "b", which has all of its values: both will notify',
    ]);
  });

  it('is not given for a rule that an ignore rule covers in part', () => {
    const text = `rules:
  - {id: i, kind: ignore, match: EXIT}
  - {id: a, match: [EXIT, DOOR]}
  - {id: b, match: EXIT, minConfidence: 0.5}
`;
    expect(warningsOf(text)).toEqual([]);
  });

  it('is given for a file without any rule', () => {
    expect(warningsOf('rules: []')).toEqual(['1  has no rules, so nothing is watched']);
  });
});
