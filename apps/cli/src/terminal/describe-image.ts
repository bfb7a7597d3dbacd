import {
  type Box,
  type DetectedLine,
  type DetectedPage,
  type DetectedWord,
  hiddenText,
  maskDetection,
  maskText,
  type Match,
  type Point,
  type RuleMatch,
  type TextDetection,
} from '@glyphwatch/domain';
import type { Scanned } from './scanned.ts';

export interface Disclosure {
  /** Sensitive matches are masked unless the user asks to see them. */
  readonly reveal: boolean;
}

/**
 * An image as `--format json` and `jsonl` print it. A contract: fields are only ever added. An image that was not read has
 * no provider, size or lines.
 */
export function describeImage(scanned: Scanned, { reveal }: Disclosure) {
  const { image, status, reason, detection, ruleMatches, known } = scanned;
  const shown = detection && !reveal ? maskDetection(detection, ruleMatches) : detection;
  return {
    image,
    status,
    ...(reason === undefined ? {} : { reason }),
    provider: shown?.provider ?? null,
    truncated: shown?.truncated ?? false,
    width: shown?.width ?? null,
    height: shown?.height ?? null,
    ...(shown?.unseenBelow === undefined ? {} : { unseenBelow: shown.unseenBelow }),
    ...(shown?.unknownScript ? { unknownScript: true } : {}),
    ...describePages(shown),
    lines: shown?.lines.map(describeLine) ?? [],
    matches: ruleMatches.flatMap((rule) => {
      const textOf = matchTextFor(rule, scanned, { reveal });
      return rule.matches.map((match) => ({
        ...describeMatch(rule, match, textOf(match), { reveal }),
        ...(known ? { known: known.has(match.fingerprint) } : {}),
      }));
    }),
  };
}

/** Only for files of several pages. */
function describePages(detection: TextDetection | undefined) {
  const { pages, pageCount, pagesRead } = detection ?? {};
  return {
    ...(pageCount === undefined ? {} : { pageCount }),
    ...(pagesRead === undefined ? {} : { pagesRead }),
    ...(pages === undefined ? {} : { pages: pages.map(describePage) }),
  };
}

function describePage({ number, width, height, unread }: DetectedPage) {
  const size = { width: width ?? null, height: height ?? null };
  return { number, ...size, ...(unread === undefined ? {} : { unread }) };
}

function describeLine(line: DetectedLine) {
  const page = line.page === undefined ? {} : { page: line.page };
  return { ...describeWord(line), ...page, words: line.words.map(describeWord) };
}

/** The phrases of a sensitive rule are as secret as what they matched. */
export function maskFor(
  { sensitive }: { readonly sensitive: boolean },
  { reveal }: Disclosure,
): (text: string) => string {
  return sensitive && !reveal ? maskText : (text) => text;
}

/** What a sensitive rule matched stays masked where another rule matched it, too. */
export function matchTextFor(
  rule: RuleMatch,
  { detection, ruleMatches }: Pick<Scanned, 'detection' | 'ruleMatches'>,
  { reveal }: Disclosure,
): (match: Match) => string {
  if (reveal) return ({ text }) => text;
  if (rule.sensitive) return ({ text }) => maskText(text);
  const hidden = hiddenText(detection, ruleMatches);
  return (match) => (hidden.touches(match) ? maskText(match.text) : match.text);
}

/** Picks each field, because a store may return more than this contract promises. */
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
  const { via, confidence, value, lines, page, polygons } = match;
  const mask = maskFor(rule, disclosure);
  return {
    ruleId: rule.ruleId,
    text,
    via,
    confidence,
    severity: rule.severity,
    value: mask(value),
    lines,
    ...(page === undefined ? {} : { page }),
    polygons,
  };
}
