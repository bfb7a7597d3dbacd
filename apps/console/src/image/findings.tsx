import type { Image } from '@glyphwatch/console-api/shapes';
import { Button } from '../parts/button.tsx';
import { words } from '../words.ts';
import { Said } from '../text/said.tsx';
import { FindingCard } from './finding-card.tsx';
import type { Point } from './view-box.ts';

interface FindingsProps {
  readonly image: Image;
  readonly chosen: string | undefined;
  readonly choose: (ruleId: string, page?: number) => void;
  readonly note: () => void;
  readonly onPoint: (polygons: readonly Point[][]) => void;
  readonly onShow: (polygons: readonly Point[][]) => void;
  /** Absent where nothing is covered or nobody may see it. */
  readonly reveal: { readonly on: boolean; readonly toggle: () => void } | undefined;
}

/** What rules found, most severe first, each with its verdict. */
export function Findings({ image, reveal, ...rest }: FindingsProps) {
  const { findings, reason, notRead, status } = image;
  return (
    <section class="panel" aria-labelledby="findings">
      <header class="panel-head">
        <h2 id="findings">{words.findings(findings.length)}</h2>
        {reveal && (
          <Button
            icon={reveal.on ? 'covered' : 'reveal'}
            label={reveal.on ? words.cover : words.reveal}
            keys="v"
            pressed={reveal.on}
            onClick={reveal.toggle}
          />
        )}
      </header>
      {reason && (
        <p class="notice">
          <Said text={reason} />
        </p>
      )}
      {notRead.map((text) => (
        <p key={text} class="notice">
          <Said text={text} />
        </p>
      ))}
      {findings.length === 0 && <p class="hint">{words.noFindings(status)}</p>}
      {findings.map((finding) => (
        <FindingCard key={finding.ruleId} {...{ image, finding }} {...rest} />
      ))}
    </section>
  );
}
