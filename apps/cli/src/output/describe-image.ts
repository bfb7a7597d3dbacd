import {
  type Box,
  type DetectedLine,
  type DetectedWord,
  maskDetection,
  maskText,
  type Match,
  type Point,
  type RuleMatch,
} from '@glyphwatch/domain';
import type { Scanned } from '../scan/scanned.ts';

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
    matches: ruleMatches.flatMap((rule) =>
      rule.matches.map((match) => describeMatch(rule, match, reveal)),
    ),
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

function describeMatch(rule: RuleMatch, match: Match, reveal: boolean) {
  const { text, via, confidence, value, lines, polygons } = match;
  const hide = hider(rule, { reveal });
  return {
    ruleId: rule.ruleId,
    text: hide(text),
    via,
    confidence,
    severity: rule.severity,
    value: hide(value),
    lines,
    polygons,
  };
}
