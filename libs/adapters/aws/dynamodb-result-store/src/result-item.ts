import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { maskDetection, type Result, waitingSince } from '@glyphwatch/domain';
import { placeOf } from './place.ts';

export type Item = Record<string, AttributeValue>;

/** What is kept about an image, and which write of it was read. */
export interface Kept {
  readonly result: Result;
  /** Who holds the claim. */
  readonly owner?: string;
  readonly revision: string;
  /** Number of parts its body lies in; 0 when it is in the item. */
  readonly parts: number;
}

/** Readers refuse what a newer release wrote in another way. */
export const SCHEMA_VERSION = 1;
/** For people who look at the table; the body holds all of it. */
const MAX_SHOWN_TEXT = 16_000;

/** Whatever is read by people, by conditions and by indexes: all but the body. */
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
    UpdatedPlace: text(placeOf(result.updatedAt, result.imageId)),
    ...(ruleMatches.length === 0 ? {} : matchAttributes(result)),
    ...waitingAttributes(result),
    SchemaVersion: number(SCHEMA_VERSION),
  };
}

function matchAttributes({ ruleMatches, uploadedAt, imageId }: Result): Item {
  return {
    RuleIDs: { SS: [...new Set(ruleMatches.map(({ ruleId }) => ruleId))] },
    HasMatches: text('yes'),
    UploadedPlace: text(placeOf(uploadedAt, imageId)),
  };
}

function waitingAttributes(result: Result): Item {
  const since = waitingSince(result);
  if (since === undefined) return {};
  return { IsWaiting: text('yes'), WaitingPlace: text(placeOf(since, result.imageId)) };
}

/** What a sensitive rule matched is masked where people look. */
function shownText({ detection, ruleMatches }: Result): string | undefined {
  if (!detection || detection.lines.length === 0) return undefined;
  const { lines } = maskDetection(detection, ruleMatches);
  return shortened(lines.map((line) => line.text).join('\n'));
}

function text(value: string): AttributeValue.SMember {
  return { S: wellFormed(value) };
}

function number(value: number): AttributeValue.NMember {
  return { N: String(value) };
}

/** ISO 8601, which sorts and which people read; whatever is no date stays a number. */
function moment(time: number): AttributeValue.SMember {
  const date = new Date(time);
  return text(Number.isNaN(date.getTime()) ? String(time) : date.toISOString());
}

function textIf(name: string, value: string | undefined): Item {
  return value === undefined ? {} : { [name]: text(value) };
}

function numberIf(name: string, value: number | undefined): Item {
  return value === undefined ? {} : { [name]: number(value) };
}

/** An attribute takes no lone surrogate; the body keeps it. */
export function wellFormed(value: string): string {
  return Buffer.from(value).toString();
}

function shortened(value: string | undefined): string | undefined {
  const isShort = value === undefined || value.length <= MAX_SHOWN_TEXT;
  return isShort ? value : `${value.slice(0, MAX_SHOWN_TEXT)}…`;
}

/** DynamoDB counts the UTF-8 bytes of names and values; binary as it is. */
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
