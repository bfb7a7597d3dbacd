import {
  type Box,
  type DetectedLine,
  type DetectedWord,
  hiddenWords,
  maskDetection,
  maskText,
  type Match,
  type Point,
  type RuleMatch,
} from '@glyphwatch/domain';
import type { Scanned } from './scanned.ts';

export interface Disclosure {
  /** Show what sensitive rules matched. */
  readonly reveal: boolean;
}

/**
 * An image as `--format json` and `jsonl` print it: a contract, to be extended only. What no engine has read has
 * neither provider nor size, and no lines.
 */
export function describeImage(scanned: Scanned, { reveal }: Disclosure) {
  const { image, status, reason, detection, ruleMatches } = scanned;
  const shown = detection && !reveal ? maskDetection(detection, ruleMatches) : detection;
  return {
    image,
    status,
    ...(reason === undefined ? {} : { reason }),
    provider: shown?.provider ?? null,
    truncated: shown?.truncated ?? false,
    width: shown?.width ?? null,
    height: shown?.height ?? null,
    lines: shown?.lines.map(describeLine) ?? [],
    matches: ruleMatches.flatMap((rule) => {
      const textOf = textShower(rule, ruleMatches, { reveal });
      return rule.matches.map((match) => describeMatch(rule, match, textOf(match), { reveal }));
    }),
  };
}

function describeLine(line: DetectedLine) {
  return { ...describeWord(line), words: line.words.map(describeWord) };
}

/** Masks what a sensitive rule waits for and what it found. */
export function hider(
  { sensitive }: { readonly sensitive: boolean },
  { reveal }: Disclosure,
): (text: string) => string {
  return sensitive && !reveal ? maskText : (text) => text;
}

/** What a sensitive rule found is masked also where another rule found it. */
export function textShower(
  rule: RuleMatch,
  ruleMatches: readonly RuleMatch[],
  { reveal }: Disclosure,
): (match: Match) => string {
  const hidden = reveal ? new Set<string>() : hiddenWords(ruleMatches);
  const isHidden = ({ words }: Match): boolean =>
    (rule.sensitive && !reveal) || words.some(([line, word]) => hidden.has(`${line}/${word}`));
  return (match) => (isHidden(match) ? maskText(match.text) : match.text);
}

/** Picked by hand: a store may keep more than is promised here. */
function describeWord({ text, confidence, box, polygon }: DetectedWord) {
  return { text, confidence, box: describeBox(box), polygon: polygon.map(describePoint) };
}

function describeBox({ left, top, width, height }: Box) {
  return { left, top, width, height };
}

function describePoint({ x, y }: Point) {
  return { x, y };
}

function describeMatch(rule: RuleMatch, match: Match, text: string, disclosure: Disclosure) {
  const { via, confidence, value, lines, polygons } = match;
  const hide = hider(rule, disclosure);
  return {
    ruleId: rule.ruleId,
    text,
    via,
    confidence,
    severity: rule.severity,
    value: hide(value),
    lines,
    polygons,
  };
}
