import type { Image } from '@glyphwatch/console-api/shapes';
import { useMemo } from 'preact/hooks';
import { layers, linesOn, matchesOn } from './layers.ts';
import { framesOf, pathOf } from './path-of.ts';
import type { Point } from './view-box.ts';

interface OverlayProps {
  readonly image: Image;
  readonly page: number;
  readonly ruleId: string | undefined;
  /** What is pointed at in the lists beside. */
  readonly pointed: readonly Point[][];
}

/** In the picture's own box and in fractions of it, so that it cannot drift from the picture. */
export function Overlay({ image, page, ruleId, pointed }: OverlayProps) {
  const { matches, lines, words } = layers.value;
  const read = useMemo(() => linesOn(image.lines, page), [image, page]);
  const linePath = useMemo(() => pathOf(read.map(({ polygon }) => polygon)), [read]);
  const wordPath = useMemo(
    () => pathOf(read.flatMap((line) => line.words.map(({ polygon }) => polygon))),
    [read],
  );
  const found = framesOf(matchesOn(image, page));
  return (
    <svg class="overlay" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
      {words && <path class="overlay-words" d={wordPath} />}
      {lines && <path class="overlay-lines" d={linePath} />}
      {matches && <path class="place-halo" d={found} />}
      {matches && <path class="place" d={found} />}
      {matches && ruleId && (
        <path class="place-chosen" d={framesOf(matchesOn(image, page, ruleId))} />
      )}
      {pointed.length > 0 && <path class="place-pointed" d={pathOf(pointed)} />}
    </svg>
  );
}
