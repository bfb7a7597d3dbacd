import {
  type Alert,
  type Delivery,
  type MatchRecord,
  type NotificationMatch,
  notificationRule,
  placesOf,
  type Result,
  type ResultSummary,
} from '@glyphwatch/domain';
import type { ConsoleParts } from '../console-parts.ts';
import type { AlertCell } from '../shapes.ts';
import { pictureOf } from './image-cell.ts';
import { nameOf, shownName, shownText } from './shown.ts';

const MASKED = '••••';
/** Of those that wait to be told, beyond which an alert may not say so. */
const MOST_WAITING = 1000;

/** The cells of alerts, each with what its image shows now. */
export async function alertCells(
  parts: Pick<ConsoleParts, 'queries' | 'results' | 'deliveries'>,
  alerts: readonly Alert[],
): Promise<AlertCell[]> {
  const { items: waiting } = await parts.deliveries.list({ state: 'waiting', limit: MOST_WAITING });
  const untold = new Set(waiting.flatMap(toldPairs));
  return Promise.all(
    alerts.map(async (alert) => {
      const { record, isBesideSecrets } = alert;
      const summary = await parts.queries.summary(record.imageId);
      const isMasked = isBesideSecrets && !record.sensitive;
      const result = isMasked ? await parts.results.find(record.imageId) : undefined;
      const isUntold = untold.has(pairOf(record.imageId, record.ruleId));
      return alertCell(alert, summary, shownMatch(alert, result), isUntold);
    }),
  );
}

function toldPairs({ reminder, imageId, ruleIds }: Delivery): string[] {
  return reminder ? [] : ruleIds.map((ruleId) => pairOf(imageId, ruleId));
}

function pairOf(imageId: string, ruleId: string): string {
  return JSON.stringify([imageId, ruleId]);
}

/** What people see of the first match; `undefined` if nobody knows what of it is secret. */
function shownMatch(
  { record, isBesideSecrets }: Alert,
  result: Result | undefined,
): NotificationMatch | undefined {
  if (record.sensitive || !isBesideSecrets) {
    return notificationRule(record.id, record, { ...NOTHING_READ, ruleMatches: [record] })
      .matches[0];
  }
  if (!result?.detection || result.version !== record.version) return undefined;
  const { status: _, ...read } = result;
  return notificationRule(record.id, record, { ...read, status: 'MATCHED' }).matches[0];
}

const NOTHING_READ = { status: 'MATCHED', nearMisses: [] } as const;

function alertCell(
  { id, revision, verdict, judged, record }: Alert,
  summary: ResultSummary | undefined,
  match: NotificationMatch | undefined,
  isUntold: boolean,
): AlertCell {
  const { imageId, address, ruleId, severity, sensitive, kind, uploadedAt, matches } = record;
  const isChanged = summary?.version !== record.version;
  return {
    ...{ id, revision, verdict },
    ...(judged ? { judgedBy: shownText(judged.by), judgedAt: judged.at } : {}),
    ...(judged?.inheritedFrom === undefined ? {} : { inherited: true }),
    ...{ imageId, name: nameOf(address.key), key: shownName(address.key) },
    ...{ ruleId, severity, sensitive, kind, uploadedAt, matches: matches.length },
    context: match ? shownText(match.context) : MASKED,
    text: match ? shownText(match.text) : MASKED,
    confidence: Math.max(...matches.map(({ confidence }) => confidence)),
    places: alertPlaces(record),
    ...(isUntold ? { untold: true } : {}),
    ...(isChanged ? { changed: true } : pictureOfImage(summary)),
  };
}

function alertPlaces(record: MatchRecord): AlertCell['places'] {
  return placesOf([record]).map(({ polygon, ...place }) => ({ ...place, polygon: [...polygon] }));
}

function pictureOfImage(summary: ResultSummary): Pick<AlertCell, 'picture' | 'width' | 'height'> {
  const { width, height } = summary;
  const picture = pictureOf(summary);
  return {
    ...(picture === undefined ? {} : { picture }),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  };
}
