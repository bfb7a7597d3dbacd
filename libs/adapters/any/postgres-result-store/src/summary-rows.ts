import { type MatchRecord, type Result, SEVERITIES, summaryOf } from '@glyphwatch/domain';
import { pack } from './pack.ts';
import { PLACE_BYTES } from './looking-tables.ts';

const NONE = -1;
/** Between lines; no character of UTF-8 has it. */
const END_OF_LINE = Buffer.from([0xff]);

/** What a row of `summaries` has besides columns of `results`. */
export function summaryColumns(result: Result) {
  const summary = summaryOf(result);
  const { severity, address } = summary;
  return {
    objectKey: Buffer.from(address.key),
    severity: severity === undefined ? NONE : SEVERITIES.indexOf(severity),
    summary: pack(summary),
  };
}

export function linesColumn(lines: readonly string[]): Buffer | null {
  if (lines.length === 0) return null;
  return Buffer.concat(lines.flatMap((line) => [Buffer.from(line), END_OF_LINE]));
}

/** What the alert of a record is found and ordered by. */
export function alertColumns({ imageId, severity, sensitive }: MatchRecord) {
  return { place: placeOf(imageId), severity: SEVERITIES.indexOf(severity), sensitive };
}

/** Orders images of one time. */
export function placeOf(imageId: string): Buffer {
  return Buffer.from(imageId).subarray(0, PLACE_BYTES);
}
