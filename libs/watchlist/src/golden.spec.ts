import { compileWatchlist } from './engine/compile-watchlist.ts';
import { parseRuleFile } from './file/parse-rule-file.ts';
import {
  detectionOf,
  goldenFiles,
  type GoldenCase,
  type GoldenExpectation,
} from './golden-case.ts';

const files = goldenFiles();

describe.each(files)('golden cases of $file', ({ cases }) => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, golden) => {
    const seen = reportsOf(golden);
    for (const [id, expected] of Object.entries(golden.expect)) {
      expect(seen.get(id)).toEqual(wanted(expected));
    }
  });
});

it('has at least 400 cases, each with a name of its own', () => {
  const names = files.flatMap(({ cases }) => cases.map(({ name }) => name));
  expect(names.length).toBeGreaterThanOrEqual(400);
  expect(new Set(names).size).toBe(names.length);
});

it('is written from complaints of other projects in at least 200 cases', () => {
  const sources = files.flatMap(({ cases }) => cases.flatMap(({ source }) => source ?? []));
  expect(sources.length).toBeGreaterThanOrEqual(200);
  expect(sources.every((source) => source.startsWith('https://'))).toBe(true);
});

function reportsOf(golden: GoldenCase) {
  const { ruleSet, errors } = parseRuleFile(JSON.stringify(golden.rules), { name: 'golden' });
  expect(errors).toEqual([]);
  if (!ruleSet) throw new Error('The rules of this case are not valid.');
  const { key, bucket } = golden;
  const context = {
    ...(key === undefined ? {} : { key }),
    ...(bucket === undefined ? {} : { bucket }),
  };
  // Compares decisions, not what reports mask.
  const shown = { reveal: true };
  const reports = compileWatchlist(ruleSet).explain(detectionOf(golden), context, shown);
  return new Map(reports.map((report) => [report.id, report]));
}

/** Fields that a case omits may have any value; lists are complete and in order. */
function wanted({ matches, nearMisses, ...rest }: GoldenExpectation): object {
  const near = nearMisses?.map(({ reasonIncludes, ...fields }) =>
    expect.objectContaining({
      ...fields,
      ...(reasonIncludes === undefined ? {} : { reason: expect.stringContaining(reasonIncludes) }),
    }),
  );
  return expect.objectContaining({
    ...rest,
    ...(matches ? { matches: matches.map((match) => expect.objectContaining(match)) } : {}),
    ...(near ? { nearMisses: near } : {}),
  });
}
