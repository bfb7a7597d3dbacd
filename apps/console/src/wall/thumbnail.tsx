import type { Place, Status } from '@glyphwatch/console-api/shapes';
import { useState } from 'preact/hooks';
import { Icon, type IconName } from '../parts/icon.tsx';
import { framesOf } from '../image/path-of.ts';
import { ServerImage } from '../parts/server-image.tsx';

interface ThumbnailProps {
  readonly cell: {
    readonly picture?: string | undefined;
    readonly width?: number | undefined;
    readonly height?: number | undefined;
    readonly places: readonly Place[];
    readonly changed?: boolean | undefined;
    readonly status?: Status;
  };
}

/** The picture, small, with the places that were found. The caption says the same in words, so it has no text of its own. */
export function Thumbnail({ cell }: ThumbnailProps) {
  const [broken, setBroken] = useState(false);
  const { picture, width = 4, height = 3, changed } = cell;
  const seen = picture !== undefined && !changed && !broken;
  const places = cell.places.filter(({ page }) => (page ?? 1) === 1);
  const [worst] = places;
  return (
    <div class={`thumb${seen ? '' : ' thumb-empty'}`}>
      <div class="thumb-box" style={{ '--ratio': String(width / height) }}>
        {seen && (
          <ServerImage
            src={`${picture}&width=320`}
            alt=""
            loading="lazy"
            decoding="async"
            draggable={false}
            onError={() => setBroken(true)}
          />
        )}
        {worst && (
          <svg class="places" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
            <path class="place-halo" d={framesOf(places.map(({ polygon }) => polygon))} />
            <path class="place" d={framesOf(places.map(({ polygon }) => polygon))} />
          </svg>
        )}
        {!seen && !worst && <Icon name={iconOf(cell.status)} />}
      </div>
    </div>
  );
}

const iconOf = (status: Status | undefined): IconName =>
  status === 'PROCESSING' ? 'clock' : status === 'FAILED' ? 'warning' : 'broken';
