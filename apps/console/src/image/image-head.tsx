import type { Image } from '@glyphwatch/console-api/shapes';
import { Icon } from '../parts/icon.tsx';
import { route } from '../url/router.ts';
import { hrefOf } from '../url/route.ts';
import { Said } from '../text/said.tsx';
import { Time } from '../text/time.tsx';
import { bytes } from '../text/times.ts';
import { Choice } from '../wall/choice.tsx';
import { navigate } from '../url/router.ts';
import { words } from '../words.ts';
import type { Walk } from './use-walk.ts';

interface ImageHeadProps {
  readonly image: Image;
  readonly page: number;
  readonly walk: Walk;
  readonly list: string;
}

/** Where it is, what became of it, its pages, and the ways back and on. */
export function ImageHead({ image, page, walk, list }: ImageHeadProps) {
  const { pages = [], name, key, status, uploadedAt, size, width, height } = image;
  const folder = key.slice(0, -name.length);
  const setPage = (to: string) =>
    navigate(hrefOf('image', { ...route.value.params, page: to }), { replace: true });
  return (
    <header class="image-head">
      <a
        class="button button-quiet button-bare"
        href={list}
        aria-label={words.backToList}
        title={`${words.backToList} (Esc)`}
      >
        <Icon name="back" />
      </a>
      <div class="image-title">
        <h1>
          <Said text={name} />
        </h1>
        <p class="image-facts">
          <span class={`status status-${status.toLowerCase()}`}>{words.status[status]}</span>
          {folder && <Said text={folder} class="image-folder" />}
          <Time at={uploadedAt} />
          {width && height && (
            <span>
              {width} × {height}
            </span>
          )}
          {size !== undefined && <span>{bytes(size)}</span>}
        </p>
      </div>
      {pages.length > 1 && (
        <Choice
          label={words.page}
          any={words.firstPage}
          value={String(page)}
          options={pages.map(({ number, unread }) => [
            String(number),
            words.pageOf(number, pages.length, unread !== undefined),
          ])}
          onChoose={setPage}
        />
      )}
      <nav class="walk" aria-label={words.walk}>
        <WalkLink href={walk.previous} icon="previous" label={words.previousImage} keys="PgUp" />
        <WalkLink href={walk.next} icon="next" label={words.nextImage} keys="PgDn" />
      </nav>
    </header>
  );
}

interface WalkLinkProps {
  readonly href: string | undefined;
  readonly icon: 'previous' | 'next';
  readonly label: string;
  readonly keys: string;
}

function WalkLink({ href, icon, label, keys }: WalkLinkProps) {
  return (
    <a
      class="button button-bare"
      href={href}
      role={href ? undefined : 'link'}
      aria-disabled={href ? undefined : true}
      aria-label={label}
      title={`${label} (${keys})`}
    >
      <Icon name={icon} />
    </a>
  );
}
