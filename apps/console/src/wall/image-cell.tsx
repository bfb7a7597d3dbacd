import type { ImageCell } from '@glyphwatch/console-api/shapes';
import { SeverityBadge } from '../parts/severity.tsx';
import { Said } from '../text/said.tsx';
import { Time } from '../text/time.tsx';
import { words } from '../words.ts';
import { Flag } from './alert-cell.tsx';
import { Thumbnail } from './thumbnail.tsx';

/** One image, whatever became of it. */
export function ImageCellView({ image }: { image: ImageCell }) {
  const { severity, status, ruleIds, reason, name, uploadedAt, nearMisses } = image;
  return (
    <>
      <Thumbnail cell={image} />
      <div class="cell-body">
        <div class="cell-line">
          {severity ? (
            <SeverityBadge severity={severity} />
          ) : (
            <span class={`status status-${status.toLowerCase()}`}>{words.status[status]}</span>
          )}
        </div>
        <p class="cell-text">
          {ruleIds.length > 0 ? (
            <Said text={ruleIds.join(', ')} class="cell-rule" />
          ) : (
            reason && <Said text={reason} />
          )}
        </p>
        <div class="cell-line cell-foot">
          <Said text={name} class="cell-name" />
          {nearMisses > 0 && <Flag icon="near" label={words.nearMisses(nearMisses)} />}
          {image.places.some(({ sensitive }) => sensitive) && (
            <Flag icon="covered" label={words.sensitive} />
          )}
          <Time at={uploadedAt} />
        </div>
      </div>
    </>
  );
}
