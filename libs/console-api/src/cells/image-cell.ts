import { isPurged, type ResultSummary } from '@glyphwatch/domain';
import type { ImageCell } from '../shapes.ts';
import { nameOf, shownName, shownText } from './shown.ts';

/** Of what nobody has read, nobody knows what is to be covered. */
const WITHOUT_PICTURE: readonly string[] = ['GONE', 'UNSUPPORTED', 'PROCESSING', 'FAILED'];

export function imageCell(summary: ResultSummary): ImageCell {
  const { imageId, address, status, severity, ruleIds, uploadedAt, updatedAt } = summary;
  const { places, nearMisses, reason, width, height } = summary;
  const picture = pictureOf(summary);
  return {
    ...{ imageId, name: nameOf(address.key), key: shownName(address.key), status },
    ...(severity === undefined ? {} : { severity }),
    ...{ ruleIds: [...ruleIds], uploadedAt, updatedAt, nearMisses },
    places: places.map(({ polygon, ...place }) => ({ ...place, polygon: [...polygon] })),
    ...(reason === undefined ? {} : { reason: shownText(reason) }),
    ...(picture === undefined ? {} : { picture }),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  };
}

/** Another one whenever the picture or its covers may be others. */
export function pictureOf(summary: ResultSummary): string | undefined {
  const { imageId, status } = summary;
  if (WITHOUT_PICTURE.includes(status) || isPurged(summary)) return undefined;
  return `api/picture?${new URLSearchParams({ id: imageId, version: pictureVersion(summary) })}`;
}

/** A verdict of the rules may have changed the covers. */
export function pictureVersion({
  version,
  updatedAt,
}: Pick<ResultSummary, 'version' | 'updatedAt'>): string {
  return `${version.slice(0, 16)}-${Math.round(updatedAt)}`;
}
