import { boxAround, hiddenText, type Match, type NearMiss, type Result } from '@glyphwatch/domain';
import type { Rectangle, RuleChange } from '@glyphwatch/watchlist/edit';
import { ApiError, notFound } from './api-error.ts';
import { isBesideSecrets } from './cells/image-detail.ts';
import { shownText } from './cells/shown.ts';
import type { Change } from './shapes.ts';

/** Around a match, as a fraction of the picture: the next one is not at the same pixel. */
const MARGIN = 0.05;
const HUNDRED = 100;

/**
 * What a person asks for, with the numbers of the match or near miss `found`: its text as the API gave it, or its number, from 0. No
 * text that a sensitive rule found gets into a rule this way.
 */
export function toRuleChange(
  result: Result,
  ruleId: string,
  change: Change['change'],
  found: string,
): RuleChange {
  switch (change) {
    case 'allow-text':
      return {
        kind: 'allow',
        text: openText(result, matchIn(result, ruleId, found)),
        target: 'match',
      };
    case 'allow-in-line':
      return {
        kind: 'allow',
        text: openLine(result, matchIn(result, ruleId, found)),
        target: 'line',
      };
    case 'more-confidence': {
      const { confidence } = matchIn(result, ruleId, found);
      return {
        kind: 'min-confidence',
        least: Math.min(1, Math.floor(confidence * HUNDRED + 1) / HUNDRED),
      };
    }
    case 'exact-only':
      return { kind: 'exact' };
    case 'this-region':
      return { kind: 'region', region: regionOf(matchIn(result, ruleId, found)) };
    case 'accept-reading': {
      const near = nearIn(result, ruleId, found);
      if (near.sensitive || isBesideSecrets(near, result)) throw secret();
      return { kind: 'value', text: near.text };
    }
    case 'less-confidence': {
      const { confidence } = nearIn(result, ruleId, found);
      return { kind: 'min-confidence', least: Math.floor(confidence * HUNDRED) / HUNDRED };
    }
  }
}

function matchIn({ ruleMatches }: Result, ruleId: string, found: string): Match {
  const { matches = [] } = ruleMatches.find((rule) => rule.ruleId === ruleId) ?? {};
  const match = matches.find(({ text }) => shownText(text) === found) ?? matches[numberIn(found)];
  if (!match) throw notFound('This match');
  return match;
}

function nearIn({ nearMisses }: Result, ruleId: string, found: string): NearMiss {
  const own = nearMisses.filter((near) => near.ruleId === ruleId);
  const near = own.find(({ text }) => shownText(text) === found) ?? own[numberIn(found)];
  if (!near) throw notFound('This near miss');
  return near;
}

function numberIn(found: string): number {
  return /^\d{1,6}$/.test(found) ? Number(found) : -1;
}

function openText({ detection, ruleMatches }: Result, match: Match): string {
  const isSensitive = ruleMatches.some(
    ({ sensitive, matches }) => sensitive && matches.includes(match),
  );
  if (isSensitive || hiddenText(detection, ruleMatches).touches(match)) throw secret();
  return match.text;
}

function openLine(result: Result, match: Match): string {
  const { detection, ruleMatches } = result;
  openText(result, match);
  const [line = 0] = match.lines;
  const text = detection?.lines[line - 1]?.text ?? match.context;
  if (detection && hiddenText(detection, ruleMatches).textOf(line - 1) !== text) throw secret();
  return text;
}

function secret(): ApiError {
  return new ApiError(422, 'sensitive', 'This would write a secret into the rules.', {
    advice: 'Allow the image or its folder instead (allow: keys), or write it by hand.',
  });
}

function regionOf({ polygons }: Match): Rectangle {
  if (polygons.length === 0) throw notFound('The place of this match');
  const { left, top, width, height } = boxAround(polygons.flat());
  const [x, y] = [Math.max(0, left - MARGIN), Math.max(0, top - MARGIN)].map(downwards);
  const [right, bottom] = [left + width + MARGIN, top + height + MARGIN].map((end) =>
    Math.min(1, end),
  );
  const size = (end = 0, start = 0): number => Math.floor((end - start) * HUNDRED) / HUNDRED;
  return { x: x ?? 0, y: y ?? 0, w: size(right, x), h: size(bottom, y) };
}

function downwards(value: number): number {
  return Math.floor(value * HUNDRED) / HUNDRED;
}
