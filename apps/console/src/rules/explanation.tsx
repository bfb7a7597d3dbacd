import type { Explained } from '@glyphwatch/console-api/shapes';
import { Icon } from '../parts/icon.tsx';
import { Said } from '../text/said.tsx';
import { words } from '../words.ts';

type RuleSteps = Explained['images'][number]['rules'][number];

interface ExplanationProps {
  readonly rules: readonly RuleSteps[];
  /** The rule that somebody is busy with. */
  readonly first?: string | undefined;
}

/** Each rule with its answer and the gates that led to it; the first one and those that match are open. */
export function Explanation({ rules, first }: ExplanationProps) {
  const rank = ({ ruleId, matched }: RuleSteps) => (ruleId === first ? 2 : Number(matched));
  const sorted = rules.toSorted((a, b) => rank(b) - rank(a));
  if (sorted.length === 0) return <p class="hint">{words.noExplanation}</p>;
  return (
    <ul class="explained">
      {sorted.map(({ ruleId, matched, steps }) => (
        <li key={ruleId}>
          <details open={matched || ruleId === first}>
            <summary>
              <span class={matched ? 'answer answer-yes' : 'answer'}>
                <Icon name={matched ? 'confirm' : 'close'} />
                {matched ? words.matches : words.matchesNot}
              </span>
              <Said text={ruleId} class="rule-name" />
            </summary>
            <ol class="steps">
              {steps.map((step, index) => (
                <li key={index}>
                  <Said text={step} />
                </li>
              ))}
            </ol>
          </details>
        </li>
      ))}
    </ul>
  );
}
