import {
  type Delivery,
  maskDetection,
  maskText,
  type NearMiss,
  notificationRule,
  type Result,
  type RuleMatch,
  type ScanOutcome,
  summaryOf,
  type TextDetection,
} from '@glyphwatch/domain';
import type { ConsoleParts } from '../console-parts.ts';
import type { AlertCell, Image, Line } from '../shapes.ts';
import { alertCells } from './alert-cell.ts';
import { imageCell } from './image-cell.ts';
import { notRead } from './not-read.ts';
import { shownName, shownText } from './shown.ts';

const MOST_ALERTS = 200;
const MOST_DELIVERIES = 50;

export interface Disclosure {
  readonly reveal?: boolean;
}

/** All that is known about an image; masked unless it is revealed. */
export async function imageDetail(
  parts: Pick<ConsoleParts, 'queries' | 'results' | 'deliveries' | 'reviews'>,
  result: Result,
  { reveal = false }: Disclosure = {},
): Promise<Image> {
  const { imageId, address, version, size, attempts, readBy, watchlistVersion } = result;
  const { detection, ruleMatches, nearMisses } = result;
  const alerts = await alertsOf(parts, result);
  const { items: deliveries } = await parts.deliveries.list({ imageId, limit: MOST_DELIVERIES });
  const shown = detection && !reveal ? maskDetection(detection, ruleMatches) : detection;
  const { nearMisses: _, ...cell } = imageCell(summaryOf(result));
  return {
    ...{ ...cell, nearMisses: nearMisses.length, bucket: shownName(address.bucket), version },
    ...(size === undefined ? {} : { size }),
    attempts,
    ...(readBy === undefined ? {} : { readBy }),
    ...(watchlistVersion === undefined ? {} : { watchlistVersion }),
    ...(detection?.pages ? { pages: pagesOf(detection) } : {}),
    notRead: detection ? notRead(detection) : [],
    lines: shown ? linesOf(shown) : [],
    findings: ruleMatches.map((rule) => findingOf(rule, result, alerts, reveal)),
    near: nearMisses.map((near) => nearOf(near, reveal ? undefined : result)),
    deliveries: deliveries.map(deliveryOf),
  };
}

async function alertsOf(
  parts: Parameters<typeof imageDetail>[0],
  { imageId, version }: Result,
): Promise<ReadonlyMap<string, AlertCell>> {
  const { items } = await parts.reviews.list({ imageId, limit: MOST_ALERTS });
  const current = items.filter(({ record }) => record.version === version);
  const cells = await alertCells(parts, current);
  return new Map(cells.map((cell) => [cell.ruleId, cell]));
}

export function linesOf({ lines }: TextDetection): Line[] {
  return lines.map(({ text, confidence, polygon, page, words }) => ({
    ...{ text: shownText(text), confidence, polygon: [...polygon] },
    ...(page === undefined ? {} : { page }),
    words: words.map((word) => ({
      ...{ text: shownText(word.text), confidence: word.confidence, polygon: [...word.polygon] },
    })),
  }));
}

function pagesOf({ pages = [] }: TextDetection): NonNullable<Image['pages']> {
  return pages.map(({ number, width, height, unread }) => ({
    number,
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(unread === undefined ? {} : { unread: shownText(unread) }),
  }));
}

function findingOf(
  rule: RuleMatch,
  result: Result,
  alerts: ReadonlyMap<string, AlertCell>,
  reveal: boolean,
): Image['findings'][number] {
  const { ruleId, severity, sensitive, kind, description, matches } = rule;
  const alert = alerts.get(ruleId);
  const outcome: ScanOutcome = { ...result, status: 'MATCHED' };
  const shown = reveal ? matches : notificationRule('', rule, outcome).matches;
  return {
    ...(alert ? { alert } : {}),
    ...{ ruleId, severity, sensitive, kind },
    ...(description === undefined ? {} : { description }),
    matches: shown.map((match, index) => ({
      value: shownText(match.value),
      text: shownText(match.text),
      context: shownText(match.context),
      via: match.via,
      foldedPositions: [...(match.foldedPositions ?? [])],
      edits: matches[index]?.edits ?? 0,
      confidence: match.confidence,
      lines: [...match.lines],
      ...(match.page === undefined ? {} : { page: match.page }),
      polygons: match.polygons.map((polygon) => [...polygon]),
    })),
  };
}

/** `masked`: the result whose secrets stay hidden. */
function nearOf(near: NearMiss, masked: Result | undefined): Image['near'][number] {
  const { ruleId, confidence, sensitive } = near;
  const isHidden = masked !== undefined && (sensitive || isBesideSecrets(near, masked));
  const show = isHidden ? maskText : shownText;
  const value = masked && sensitive ? maskText(near.value) : shownText(near.value);
  const reason = shownText(near.reason);
  return { ruleId, value, text: show(near.text), reason, confidence, sensitive };
}

/** A near miss has no place, so what does not stand in the masked text may be a secret. */
export function isBesideSecrets({ text }: NearMiss, { detection, ruleMatches }: Result): boolean {
  if (!detection || !ruleMatches.some(({ sensitive }) => sensitive)) return false;
  const { lines } = maskDetection(detection, ruleMatches);
  return !lines
    .map((line) => line.text)
    .join(' ')
    .includes(text);
}

function deliveryOf(delivery: Delivery): Image['deliveries'][number] {
  const { id, channel, state, addedAt, due, why, error, endedAt } = delivery;
  return {
    ...{ id, channel, state, addedAt, due },
    ...(why === undefined ? {} : { why: shownText(why) }),
    ...(error === undefined ? {} : { error: shownText(error) }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}
