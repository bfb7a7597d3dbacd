import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { Contradiction } from './never-notified.ts';
import type { InfraSettings } from './settings.ts';

export interface WatchedUploads {
  readonly bucketName: string;
  readonly filters: InfraSettings['uploads'];
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
export function createdPattern({ bucketName, filters }: WatchedUploads): EventPattern {
  const { maxBytes } = filters;
  // Folders made in a console are objects without bytes.
  const size = { numeric: maxBytes === undefined ? ['>', 0] : ['>', 0, '<=', maxBytes] };
  return pattern('Object Created', bucketName, { key: keys(filters), size: [size] });
}

/** The default quota: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_PATTERN = 2048;
const LONGEST_BUCKET_NAME = 63;

/** Which field makes a pattern that EventBridge refuses. */
export function tooLongPattern({ bucket, uploads }: InfraSettings): Contradiction[] {
  const bucketName = bucket.existing ?? bucket.name ?? '-'.repeat(LONGEST_BUCKET_NAME);
  const { detailType, ...rest } = createdPattern({ bucketName, filters: uploads });
  const { length } = JSON.stringify({ ...rest, 'detail-type': detailType });
  if (length <= MAX_PATTERN) return [];
  const [field, advice] =
    uploads.prefixes.length > 0
      ? ['prefixes', 'name folders above these, or fewer suffixes']
      : ['suffixes', 'name fewer'];
  const [is, most] = [length, MAX_PATTERN].map((count) => count.toLocaleString('en-US'));
  const message = `make an event pattern of ${is} characters, and EventBridge accepts ${most}: ${advice}`;
  return [{ path: ['uploads', field], message }];
}

/** Deletion events have no size. */
export function deletedPattern({ bucketName, filters }: WatchedUploads): EventPattern {
  return pattern('Object Deleted', bucketName, { key: keys(filters) });
}

function pattern(detailType: string, bucketName: string, object: unknown): EventPattern {
  return {
    source: ['aws.s3'],
    detailType: [detailType],
    detail: { bucket: { name: [bucketName] }, object },
  };
}

/**
 * Values in one list are alternatives, so a prefix *and* a suffix have to be one wildcard. Wildcards are case-sensitive,
 * so both cases are listed.
 */
function keys({ prefixes, suffixes }: InfraSettings['uploads']): unknown[] {
  if (prefixes.length === 0) {
    return suffixes.map((suffix) => ({ suffix: { 'equals-ignore-case': suffix } }));
  }
  const cases = suffixes.flatMap((suffix) => [suffix, suffix.toLowerCase(), suffix.toUpperCase()]);
  // EventBridge limits how many wildcards may go on at once, and all behind one beginning do.
  return needed(prefixes, (key, prefix) => key.startsWith(prefix)).flatMap((prefix) =>
    needed(cases, (key, suffix) => key.endsWith(suffix)).map((suffix) => ({
      wildcard: `${literal(prefix)}*${literal(suffix)}`,
    })),
  );
}

/** Those that no other one covers. */
function needed(
  texts: readonly string[],
  covers: (text: string, by: string) => boolean,
): readonly string[] {
  const distinct = [...new Set(texts)];
  return distinct.filter((text) => !distinct.some((by) => by !== text && covers(text, by)));
}

function literal(text: string): string {
  return text.replace(/[\\*]/g, '\\$&');
}
