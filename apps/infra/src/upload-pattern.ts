import type { EventPattern } from 'aws-cdk-lib/aws-events';
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
  return prefixes.flatMap((prefix) =>
    suffixes
      .flatMap((suffix) => [...new Set([suffix, suffix.toLowerCase(), suffix.toUpperCase()])])
      .map((suffix) => ({ wildcard: `${literal(prefix)}*${literal(suffix)}` })),
  );
}

function literal(text: string): string {
  return text.replace(/[\\*]/g, '\\$&');
}
