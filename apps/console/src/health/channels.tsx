import type { Health } from '@glyphwatch/console-api/shapes';
import { Button } from '../parts/button.tsx';
import { can } from '../shell/me.ts';
import { Said } from '../text/said.tsx';
import { Time } from '../text/time.tsx';
import { number } from '../text/times.ts';
import { words } from '../words.ts';
import { retry, tellNow } from './retry.ts';

/** Messages that wait, by channel: since when, why, and when they are tried again. */
export function Channels({ channels }: Pick<Health, 'channels'>) {
  const waiting = channels.some((channel) => channel.waiting > 0);
  return (
    <section class="panel" aria-labelledby="channels">
      <header class="panel-head">
        <h2 id="channels">{words.channels}</h2>
        {waiting && can('retry') && (
          <Button icon="retry" label={words.tellNow} onClick={() => void tellNow()} />
        )}
      </header>
      {channels.length === 0 && <p class="hint">{words.noChannels}</p>}
      <ul class="rows">
        {channels.map(({ channel, waiting, refused, since, nextAt, lastError, why }) => (
          <li key={channel} class="row">
            <strong class="row-name">
              <Said text={channel} />
            </strong>
            <div>
              <p>
                {waiting > 0 ? words.waiting(number(waiting)) : words.allTold}
                {since !== undefined && waiting > 0 && (
                  <>
                    {' '}
                    {words.since} <Time at={since} />
                  </>
                )}
                {refused > 0 && <span class="bad"> {words.refusedCount(number(refused))}</span>}
              </p>
              {nextAt !== undefined && waiting > 0 && (
                <p class="hint">
                  {nextAt <= Date.now() ? (
                    words.nextTryNow
                  ) : (
                    <>
                      {words.nextTry} <Time at={nextAt} />
                    </>
                  )}
                </p>
              )}
              {[why, lastError].map(
                (text) =>
                  text && (
                    <p key={text} class="hint">
                      <Said text={text} />
                    </p>
                  ),
              )}
            </div>
            {refused > 0 && can('retry') && (
              <Button label={words.retryRefused} onClick={() => void retry({ channel })} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
