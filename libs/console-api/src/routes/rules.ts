import type { Problem } from '@glyphwatch/document-reader';
import { hasErrorCode, layOutText, type Result, type TextDetection } from '@glyphwatch/domain';
import type { CompiledWatchlist, ParsedRuleFile, RuleSet } from '@glyphwatch/watchlist';
import { changedLines, changeRule } from '@glyphwatch/watchlist/edit';
import { ApiError, cannot, notFound } from '../api-error.ts';
import { shownText } from '../cells/shown.ts';
import type { ConsoleParts } from '../console-parts.ts';
import { route, type Route } from '../route.ts';
import type { RulesDesk } from '../rules-desk.ts';
import {
  CHANGE,
  CHANGED,
  CHECKED,
  EXPLAIN,
  EXPLAINED,
  type Explained,
  type Problem as ShownProblem,
  RULE_TEXT,
  RULES,
  SAVE_RULES,
  SAVED,
} from '../shapes.ts';
import { toRuleChange } from '../to-rule-change.ts';
import { refuseReadOnly } from '../read-only.ts';

/** Nobody reads more; an editor with word lists may have many. */
const MOST_PROBLEMS = 200;
const MOST_EXPLAINED = 500;

export const RULE_ROUTES: readonly Route[] = [
  route({
    ...{ method: 'GET', path: 'api/rules', summary: 'The rule files' },
    answer: RULES,
    async handle(parts) {
      const { files, parse } = deskOf(parts);
      const read = [...(await files.read())];
      const [chosen] = read;
      return { files: read, problems: chosen ? problemsIn(parse(chosen)) : [] };
    },
  }),
  route({
    ...{ method: 'POST', path: 'api/rules/check', summary: 'What is wrong with rules' },
    ...{ body: RULE_TEXT, answer: CHECKED },
    handle: async (parts, { body }) => ({ problems: problemsIn(deskOf(parts).parse(body)) }),
  }),
  route({
    ...{ method: 'POST', path: 'api/rules/explain', summary: 'What rules find, gate by gate' },
    ...{ body: EXPLAIN, answer: EXPLAINED },
    async handle(parts, { body: { imageIds = [], pasted, ...file } }) {
      const { ruleSet, watchlist } = compiled(deskOf(parts), file);
      const images = await Promise.all(
        imageIds.map(async (imageId) => {
          const result = await parts.results.find(imageId);
          if (!result?.detection) return { imageId, rules: [] };
          return { imageId, rules: explained(watchlist, ruleSet, result.detection, result) };
        }),
      );
      if (pasted !== undefined) {
        images.push({ imageId: '', rules: explained(watchlist, ruleSet, layOutText(pasted)) });
      }
      return {
        images: images.map(({ imageId, rules }) => ({
          ...(imageId === '' ? {} : { imageId }),
          rules,
        })),
      };
    },
  }),
  route({
    ...{ method: 'POST', path: 'api/rules/change', summary: 'A rule changed for a match' },
    ...{ body: CHANGE, answer: CHANGED },
    async handle(parts, { body: { name, text, ruleId, imageId, change, found } }) {
      const { parse } = deskOf(parts);
      const result = await parts.results.find(imageId);
      if (!result) throw notFound('This image');
      const after = changeRule(text, ruleId, toRuleChange(result, ruleId, change, found));
      const problems = problemsIn(parse({ name, text: after }));
      return { text: after, lines: changedLines(text, after), problems };
    },
  }),
  route({
    ...{ method: 'PUT', path: 'api/rules', summary: 'Saves a rule file' },
    ...{ body: SAVE_RULES, answer: SAVED },
    async handle(parts, { body: { name, text, mark } }) {
      const desk = deskOf(parts);
      refuseReadOnly(parts);
      const problems = problemsIn(desk.parse({ name, text }));
      if (problems.some(({ level }) => level === 'error')) throw invalidRules(problems);
      return { mark: await save(desk, { name, text }, mark), problems };
    },
  }),
];

function deskOf({ rules }: ConsoleParts): RulesDesk {
  if (rules) return rules;
  throw cannot('There is no rule file.', 'Start the console with --rules FILE.');
}

async function save(
  { files }: RulesDesk,
  file: { readonly name: string; readonly text: string },
  mark: string,
): Promise<string> {
  try {
    return await files.write(file, mark);
  } catch (error) {
    if (!hasErrorCode(error, 'rules-changed')) throw error;
    const current = (await files.read()).find(({ name }) => name === file.name);
    throw new ApiError(409, 'rules-changed', 'The file has changed meanwhile.', {
      advice: 'Compare the two, and save again.',
      more: { current },
    });
  }
}

function compiled(
  { parse, compile }: RulesDesk,
  file: { readonly name: string; readonly text: string },
): { readonly ruleSet: RuleSet; readonly watchlist: CompiledWatchlist } {
  const parsed = parse(file);
  if (!parsed.ruleSet) throw invalidRules(problemsIn(parsed));
  return { ruleSet: parsed.ruleSet, watchlist: compile(parsed.ruleSet) };
}

export function invalidRules(problems: readonly ShownProblem[]): ApiError {
  return new ApiError(422, 'rules-invalid', 'The rules have mistakes.', {
    advice: 'Correct the lines that are marked.',
    more: { problems },
  });
}

export function problemsIn(parsed: ParsedRuleFile): ShownProblem[] {
  const { errors, ruleSet } = parsed;
  const warnings = ruleSet ? parsed.warnings : [];
  return [
    ...errors.map((one) => shown(one, 'error')),
    ...warnings.map((one) => shown(one, 'warning')),
  ].slice(0, MOST_PROBLEMS);
}

function shown({ file, line, path, message }: Problem, level: ShownProblem['level']): ShownProblem {
  return { file, line, message: path === '' ? message : `${path}: ${message}`, level };
}

/** What the rules in force found secret in an image stays so: these here may be a draft that says otherwise. */
function explained(
  watchlist: CompiledWatchlist,
  { rules }: RuleSet,
  detection: TextDetection,
  image?: Pick<Result, 'address' | 'ruleMatches'>,
): Explained['images'][number]['rules'] {
  const severities = new Map(rules.map(({ id, severity }) => [id, severity]));
  return watchlist
    .explain(detection, image?.address ?? {}, { known: image?.ruleMatches ?? [] })
    .slice(0, MOST_EXPLAINED)
    .map(({ id, matched, severity, explanation, nearMisses }) => {
      const usual = severities.get(id);
      return {
        ruleId: id,
        severity: severity ?? (typeof usual === 'string' ? usual : 'medium'),
        matched,
        steps: [
          ...explanation.map(shownText),
          ...nearMisses.map(({ text, reason }) => shownText(`near miss: “${text}” ${reason}`)),
        ],
      };
    });
}
