import type { Bars as BarList } from '@glyphwatch/console-api/shapes';
import { navigate } from '../url/router.ts';
import { hrefOf } from '../url/route.ts';
import { dayOf, hourOf, number } from '../text/times.ts';
import { words } from '../words.ts';
import { spanOf } from './time-span.ts';

interface BarsProps {
  readonly bars: BarList['bars'];
  readonly by: 'hour' | 'day';
  readonly params?: Readonly<Record<string, string>>;
}

const FEWEST = 14;
/** More bars than this are too thin to be seen. */
const MOST = 180;

/** Images a day or hour; a click shows that time. The table says the same, with links. */
export function Bars({ bars: all, by, params = {} }: BarsProps) {
  const bars = seenBars(all);
  const most = Math.max(1, ...bars.map(({ images }) => images));
  const text = by === 'day' ? dayOf : hourOf;
  const href = ({ from, to }: BarList['bars'][number]) =>
    hrefOf('images', { ...params, time: spanOf(from, to) });
  const total = bars.reduce((sum, { images }) => sum + images, 0);
  return (
    <figure class="bars" style={{ '--bars': String(bars.length) }}>
      <svg viewBox={`0 0 ${bars.length} 1`} preserveAspectRatio="none" aria-hidden="true">
        {bars.map((bar, index) => (
          <g key={bar.from} class="bar" onClick={() => navigate(href(bar))}>
            <title>{words.barTitle(text(bar.from), number(bar.images), number(bar.matched))}</title>
            <rect class="bar-space" x={index} y={0} width={1} height={1} />
            <rect class="bar-all" {...box(index, bar.images / most)} />
            <rect class="bar-matched" {...box(index, bar.matched / most)} />
          </g>
        ))}
      </svg>
      <div class="bars-ends" aria-hidden="true">
        <span>{bars[0] && text(bars[0].from)}</span>
        <span class="bars-key">
          <i class="key-all" /> {words.imagesWord} <i class="key-matched" /> {words.matchedWord}
        </span>
        <span>{bars.length > 1 && text(bars.at(-1)?.from ?? 0)}</span>
      </div>
      <details class="bars-table">
        <summary>{words.barsAsTable(number(total), by)}</summary>
        <div class="bars-scroll" tabIndex={0} role="region" aria-label={words.barsRegion}>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.timeLabel}</th>
                <th scope="col">{words.imagesWord}</th>
                <th scope="col">{words.matchedWord}</th>
              </tr>
            </thead>
            <tbody>
              {bars.toReversed().map((bar) => (
                <tr key={bar.from}>
                  <td>
                    <a href={href(bar)}>{text(bar.from)}</a>
                  </td>
                  <td>{number(bar.images)}</td>
                  <td>{number(bar.matched)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

/** Without the empty time before the first image, as far as enough bars are left to be compared. */
function seenBars(all: BarList['bars']): BarList['bars'] {
  const first = all.findIndex(({ images }) => images > 0);
  return all.slice(Math.max(0, Math.min(first, all.length - FEWEST))).slice(-MOST);
}

/** What there is can be seen, however little of the most it is. */
function box(index: number, share: number) {
  const height = share === 0 ? 0 : Math.max(0.04, share);
  return { x: index + 0.12, y: 1 - height, width: 0.76, height };
}
