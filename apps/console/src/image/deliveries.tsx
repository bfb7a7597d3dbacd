import type { Image } from '@glyphwatch/console-api/shapes';
import { Said } from '../text/said.tsx';
import { Time } from '../text/time.tsx';
import { words } from '../words.ts';

/** Who was told about this image, who not yet, and why not. */
export function Deliveries({ deliveries }: { deliveries: Image['deliveries'] }) {
  if (deliveries.length === 0) return <p class="hint">{words.noDeliveries}</p>;
  return (
    <ul class="history">
      {deliveries.map(({ id, channel, state, addedAt, due, endedAt, why, error }) => (
        <li key={id}>
          <Time at={endedAt ?? addedAt} />
          <div>
            <span class={`delivery delivery-${state}`}>{words.delivery[state]}</span>{' '}
            <Said text={channel} class="rule-name" />
            {state === 'waiting' && (
              <p class="hint">
                {words.due} <Time at={due} />
              </p>
            )}
            {[why, error].map(
              (text) =>
                text && (
                  <p class="hint">
                    <Said text={text} />
                  </p>
                ),
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
