import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  isPurgeable,
  maskDetection,
  type NewDelivery,
  type Result,
  type ResultSummary,
  SEVERITIES,
  type StoredResult,
  summaryOf,
} from '@glyphwatch/domain';
import { packBody, unpackBody } from './body.ts';
import { sortKeyOf, wallKeyOf } from './sort-key.ts';

export type Item = Record<string, AttributeValue>;

/** A result as read or written, with what the next write needs to know. */
export interface StoredItem extends StoredResult {
  /** New with every write; the next write is conditional on it. */
  readonly revision: string;
  /** How many chunks its body is cut into; 0 when the body is in the item. */
  readonly chunks: number;
  /** Deliveries that are not in the outbox yet. */
  readonly leftOver: readonly NewDelivery[];
}

/** Readers refuse items that a newer release wrote in another format. */
export const SCHEMA_VERSION = 1;
/** The attribute is for people who look at the table; the body holds the whole text. */
const MAX_SHOWN_TEXT = 16_000;
/** Of the ids of rules, so that the item holds the other attributes, too, however many rules matched. */
const MAX_RULE_BYTES = 64 * 1024;
/** Among the ids, and no id: there were more. The body has all of them. */
export const MORE_RULES = '…';

/** Everything that people, conditions and indexes read: all but the body. */
export function shownAttributes(result: Result, owner: string | undefined): Item {
  const { address, detection, ruleMatches, leaseUntil } = result;
  return {
    ImageID: text(result.imageId),
    Bucket: text(address.bucket),
    Key: text(address.key),
    ...textIf('VersionId', address.versionId),
    Version: text(result.version),
    Sequencer: text(result.sequencer),
    ...numberIf('Size', result.size),
    Status: text(result.status),
    ...textIf('Reason', shortened(result.reason)),
    UploadedAt: moment(result.uploadedAt),
    UpdatedAt: moment(result.updatedAt),
    ...(leaseUntil === undefined ? {} : { LeaseUntil: moment(leaseUntil) }),
    ...textIf('Owner', owner),
    Attempts: number(result.attempts),
    ...textIf('WatchlistVersion', result.watchlistVersion),
    ...textIf('Provider', detection?.provider),
    ...textIf('ModelVersion', detection?.modelVersion),
    ...(detection ? { Truncated: { BOOL: detection.truncated } } : {}),
    ...textIf('DetectedText', shownText(result)),
    UpdatedKey: text(sortKeyOf(result.updatedAt, result.imageId)),
    ...(ruleMatches.length === 0 ? {} : matchAttributes(result)),
    SchemaVersion: number(SCHEMA_VERSION),
  };
}

function matchAttributes({ ruleMatches, uploadedAt, imageId }: Result): Item {
  return {
    RuleIDs: { SS: withinBytes(new Set(ruleMatches.map(({ ruleId }) => ruleId))) },
    HasMatches: text('yes'),
    UploadedKey: text(sortKeyOf(uploadedAt, imageId)),
  };
}

function withinBytes(ruleIds: ReadonlySet<string>): string[] {
  let bytes = 0;
  const shown = [...ruleIds].filter((id) => (bytes += Buffer.byteLength(id)) <= MAX_RULE_BYTES);
  return shown.length === ruleIds.size ? shown : [...shown, MORE_RULES];
}

/** The partitions of `ByWaiting`: for the history or the outbox, or for the text to be purged. */
export const WAITING = { forHistory: 'yes', forExpiry: 'expiry' } as const;

export function waitingAttributes(result: Result, isWaiting: boolean): Item {
  if (!isWaiting && !isPurgeable(result)) return {};
  const { forHistory, forExpiry } = WAITING;
  return {
    IsWaiting: text(isWaiting ? forHistory : forExpiry),
    WaitingKey: text(sortKeyOf(result.updatedAt, result.imageId)),
  };
}

/** The partitions of `ByUpload`: what rules matched is asked for more often, and is less. */
export const WALL = { matched: 'matched', other: 'other' } as const;

/** For `ByUpload`. JSON until a rule has matched, because compressing so little costs more than it saves. */
export function wallAttributes(result: Result): Item {
  const summary = summaryOf(result);
  const hasMatches = result.ruleMatches.length > 0;
  const { severity } = summary;
  return {
    Wall: text(hasMatches ? WALL.matched : WALL.other),
    WallKey: text(wallKeyOf(result.uploadedAt, result.imageId)),
    Summary: hasMatches ? { B: packBody(summary) } : { S: JSON.stringify(summary) },
    ...(severity === undefined ? {} : { Severity: number(SEVERITIES.indexOf(severity)) }),
  };
}

/** `undefined` if an earlier release wrote it. Throws the error of zlib or JSON when it is corrupt. */
export function summaryIn({ Summary }: Item): ResultSummary | undefined {
  if (Summary?.S !== undefined) return JSON.parse(Summary.S);
  return Summary?.B && unpackBody(Summary.B);
}

/** People look here, so what a sensitive rule matched is masked. */
function shownText({ detection, ruleMatches }: Result): string | undefined {
  if (!detection || detection.lines.length === 0) return undefined;
  const { lines } = maskDetection(detection, ruleMatches);
  return shortened(lines.map((line) => line.text).join('\n'));
}

export function text(value: string): AttributeValue.SMember {
  return { S: wellFormed(value) };
}

export function number(value: number): AttributeValue.NMember {
  return { N: String(value) };
}

/** ISO 8601, which people can read and which sorts; a number that is no valid date stays a number. */
function moment(time: number): AttributeValue.SMember {
  const date = new Date(time);
  return text(Number.isNaN(date.getTime()) ? String(time) : date.toISOString());
}

/** The time that `moment` wrote; 0 for none. */
export function timeIn(value: string | undefined): number {
  if (value === undefined) return 0;
  return Number.isNaN(Number(value)) ? Date.parse(value) : Number(value);
}

export function textIf(name: string, value: string | undefined): Item {
  return value === undefined ? {} : { [name]: text(value) };
}

function numberIf(name: string, value: number | undefined): Item {
  return value === undefined ? {} : { [name]: number(value) };
}

/** Attributes cannot hold a lone surrogate; the body keeps it. */
export function wellFormed(value: string): string {
  return Buffer.from(value).toString();
}

function shortened(value: string | undefined): string | undefined {
  const isShort = value === undefined || value.length <= MAX_SHOWN_TEXT;
  return isShort ? value : `${value.slice(0, MAX_SHOWN_TEXT)}…`;
}

/** DynamoDB counts the UTF-8 bytes of names and strings, and binary values as they are. */
export function sizeOf(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value),
    0,
  );
}

function sizeOfValue({ S, N, B, SS }: AttributeValue): number {
  const strings = [S ?? '', N ?? '', ...(SS ?? [])];
  return strings.reduce((sum, one) => sum + Buffer.byteLength(one), 0) + (B?.byteLength ?? 0) + 1;
}
