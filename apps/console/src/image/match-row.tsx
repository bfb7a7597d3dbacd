import type { Found, Image } from '@glyphwatch/console-api/shapes';
import { Said } from '../text/said.tsx';
import { fixed } from '../text/times.ts';
import { words } from '../words.ts';
import { ChangeMenu } from './change-menu.tsx';
import { MarkedContext } from './marked-context.tsx';
import type { Point } from './view-box.ts';

interface MatchRowProps {
  readonly image: Image;
  readonly finding: Image['findings'][number];
  readonly match: Found;
  readonly index: number;
  readonly onPoint: (polygons: readonly Point[][]) => void;
  readonly onShow: (polygons: readonly Point[][]) => void;
}

/** The line with the match in it, how it was read, and what would have kept the rule from it. */
export function MatchRow({ image, finding, match, index, onPoint, onShow }: MatchRowProps) {
  const { polygons, context, text, via, confidence, page, value } = match;
  return (
    <li class="match" onPointerEnter={() => onPoint(polygons)} onPointerLeave={() => onPoint([])}>
      <button
        type="button"
        class="match-text"
        title={words.showPlace}
        onClick={() => onShow(polygons)}
      >
        <MarkedContext context={context} text={text} />
      </button>
      <p class="match-how">
        <span>{words.via[via]}</span>
        <span>
          {words.confidence} {fixed(confidence)}
        </span>
        {via !== 'exact' && value !== text && (
          <span>
            {words.lookedFor} <Said text={value} class="code" />
          </span>
        )}
        {page !== undefined && image.pages && <span>{words.onPage(page)}</span>}
      </p>
      <ChangeMenu
        imageId={image.imageId}
        ruleId={finding.ruleId}
        of={{ kind: 'match', index, exact: via === 'exact', placed: polygons.length > 0 }}
      />
    </li>
  );
}
