import type { Health } from '@glyphwatch/console-api/shapes';
import { Button } from '../parts/button.tsx';
import { can } from '../shell/me.ts';
import { Said } from '../text/said.tsx';
import { Time } from '../text/time.tsx';
import { hrefOf } from '../url/route.ts';
import { words } from '../words.ts';
import { retry } from './retry.ts';

/** Dead letters: messages that a channel refused for good, with what it said. */
export function Refused({ refused }: Pick<Health, 'refused'>) {
  if (refused.length === 0) return null;
  return (
    <section class="panel health-wide" aria-labelledby="refused">
      <h2 id="refused">{words.deadLetters(refused.length)}</h2>
      <ul class="rows">
        {refused.map(({ id, channel, imageId, error, at, attempts }) => (
          <li key={id} class="row">
            <strong class="row-name">
              <Said text={channel} />
            </strong>
            <div>
              <p>
                <Time at={at} /> · {words.attempts(attempts)} ·{' '}
                <a href={hrefOf('image', { id: imageId, wall: 'images' })}>{words.showImage}</a>
              </p>
              {error && (
                <p class="hint">
                  <Said text={error} />
                </p>
              )}
            </div>
            {can('retry') && (
              <Button
                icon="retry"
                label={words.retryOne}
                onClick={() => void retry({ ids: [id] })}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
