import type { Image } from '@glyphwatch/console-api/shapes';
import { Icon } from '../parts/icon.tsx';
import { Said } from '../text/said.tsx';
import { words } from '../words.ts';
import { ChangeMenu } from './change-menu.tsx';

/** What rules nearly matched, and which gate stopped it. */
export function NearMisses({ image }: { image: Image }) {
  if (image.near.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="near">
      <h2 id="near">{words.nearTitle(image.near.length)}</h2>
      <ul class="nears">
        {image.near.map(({ ruleId, text, value, reason }, index) => (
          <li key={index} class="near">
            <Icon name="near" />
            <div>
              <p>
                <Said text={text} class="code" />
                {text !== value && (
                  <>
                    {' '}
                    <span class="near-for">
                      {words.insteadOf} <Said text={value} class="code" />
                    </span>
                  </>
                )}
              </p>
              <p class="hint">
                <Said text={ruleId} class="rule-name" />: <Said text={reason} />
              </p>
            </div>
            <ChangeMenu imageId={image.imageId} ruleId={ruleId} of={{ kind: 'near', index }} />
          </li>
        ))}
      </ul>
    </section>
  );
}
