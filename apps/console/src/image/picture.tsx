import type { Image } from '@glyphwatch/console-api/shapes';
import { useEffect, useState } from 'preact/hooks';
import { Empty } from '../parts/states.tsx';
import { visible } from '../text/visible.ts';
import { words } from '../words.ts';
import { RevealedPicture } from './revealed-picture.tsx';
import { ServerImage } from '../parts/server-image.tsx';

interface PictureProps {
  readonly image: Image;
  readonly page: number;
  /** CSS px of the picture's width on the screen. */
  readonly shownWidth: number;
  readonly revealed: string | undefined;
}

/** Pictures of the server are at most so wide, unless all of it is asked for. */
const USUAL = 2_048;

/** As much of the picture as can be seen: all of it only once the usual one would look coarse. */
export function Picture({ image, page, shownWidth, revealed }: PictureProps) {
  const [broken, setBroken] = useState(false);
  const [full, setFull] = useState(false);
  const { picture, name } = image;
  useEffect(() => setBroken(false), [picture, page]);
  useEffect(() => setFull(false), [picture]);
  const coarse = shownWidth * devicePixelRatio > USUAL * 1.5;
  useEffect(() => {
    if (coarse) setFull(true);
  }, [coarse]);
  if (revealed !== undefined) return <RevealedPicture data={revealed} label={visible(name)} />;
  if (picture === undefined || broken) return <Empty icon="broken" title={words.noPicture} />;
  const of = page === 1 ? '' : `&page=${page}`;
  return (
    <ServerImage
      class="picture"
      src={`${picture}${of}&width=${full ? 'full' : USUAL}`}
      alt={visible(name)}
      decoding="async"
      draggable={false}
      onError={() => setBroken(true)}
    />
  );
}
