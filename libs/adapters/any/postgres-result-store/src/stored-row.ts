import {
  asResult,
  type Result,
  type ResultWithoutText,
  type StoredResult,
} from '@glyphwatch/domain';
import { bytesIn, type Row } from './connection.ts';
import { unpack } from './pack.ts';

/** What a row holds of a result besides unrecorded matches and text. */
export interface Body extends Omit<ResultWithoutText, 'unrecorded'> {
  readonly owner?: string | undefined;
}

const WITHOUT_TEXT = 'r.key, r.image, r.revision, r.body, r.unrecorded';
const WHOLE = `${WITHOUT_TEXT}, r.detection`;
export const COLUMNS = { withoutText: WITHOUT_TEXT, whole: WHOLE } as const;

/** Fails for a damaged row. */
export function bodyIn(row: Row): {
  readonly result: ResultWithoutText;
  readonly owner?: string | undefined;
} {
  const { owner, ...rest } = unpack<Body>(bytesIn(row, 'body'));
  const unrecorded =
    row['unrecorded'] === null ? [] : unpack<Result['unrecorded']>(bytesIn(row, 'unrecorded'));
  const imageId = Buffer.from(bytesIn(row, 'image')).toString();
  return { result: asResult({ ...rest, unrecorded }, imageId), owner };
}

/** Fails for a damaged row. */
export function storedIn(row: Row): StoredResult {
  const { result, owner } = bodyIn(row);
  if (row['detection'] === null) return { result, owner };
  return { result: { ...result, detection: unpack(bytesIn(row, 'detection')) }, owner };
}
