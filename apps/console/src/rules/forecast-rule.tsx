import type { ForecastState, ImageCell, Verdict } from '@glyphwatch/console-api/shapes';
import { Icon } from '../parts/icon.tsx';
import { Said } from '../text/said.tsx';
import { visible } from '../text/visible.ts';
import { number } from '../text/times.ts';
import { hrefOf } from '../url/route.ts';
import { Thumbnail } from '../wall/thumbnail.tsx';
import { words } from '../words.ts';

/** Confirmed first: losing one of those is what the forecast is for. */
const ORDER: readonly Verdict[] = ['confirmed', 'new', 'resolved', 'false-alarm'];

/** `−14: 13 false alarms, 1 confirmed` and `+3 new`, with pictures. */
export function ForecastRule({ rule }: { rule: ForecastState['rules'][number] }) {
  const { ruleId, added, gone, same, goneByVerdict, addedIn, goneFrom } = rule;
  const lost = ORDER.filter((verdict) => (goneByVerdict[verdict] ?? 0) > 0);
  return (
    <article class="forecast-rule">
      <h3>
        <Said text={ruleId} class="rule-name" />
        <small>{words.unchanged(number(same))}</small>
      </h3>
      {gone > 0 && (
        <>
          <p class="forecast-line">
            <strong class="minus">−{number(gone)}</strong>
            {lost.map((verdict) => (
              <span key={verdict} class={`lost lost-${verdict}`}>
                {verdict === 'confirmed' && <Icon name="warning" />}
                {words.lost(goneByVerdict[verdict] ?? 0, verdict)}
              </span>
            ))}
          </p>
          <Pictures cells={goneFrom} ruleId={ruleId} label={words.goneFrom} />
        </>
      )}
      {added > 0 && (
        <>
          <p class="forecast-line">
            <strong class="plus">+{number(added)}</strong> {words.newFindings}
          </p>
          <Pictures cells={addedIn} ruleId={ruleId} label={words.addedIn} />
        </>
      )}
    </article>
  );
}

interface PicturesProps {
  readonly cells: readonly ImageCell[];
  readonly ruleId: string;
  readonly label: string;
}

function Pictures({ cells, ruleId, label }: PicturesProps) {
  return (
    <ul class="strip" aria-label={label}>
      {cells.slice(0, 8).map((cell) => (
        <li key={cell.imageId}>
          <a
            href={hrefOf('image', { id: cell.imageId, wall: 'images', finding: ruleId })}
            aria-label={visible(cell.name)}
            title={visible(cell.name)}
          >
            <Thumbnail cell={cell} />
          </a>
        </li>
      ))}
    </ul>
  );
}
