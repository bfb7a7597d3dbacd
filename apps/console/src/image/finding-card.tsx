import type { Image } from '@glyphwatch/console-api/shapes';
import { SeverityBadge } from '../parts/severity.tsx';
import { Said } from '../text/said.tsx';
import { Time } from '../text/time.tsx';
import { judge } from '../verdicts/judge.ts';
import { current } from '../verdicts/judgements.ts';
import { VerdictStamp } from '../verdicts/stamp.tsx';
import { VerdictButtons } from '../verdicts/verdict-buttons.tsx';
import { words } from '../words.ts';
import { MatchRow } from './match-row.tsx';
import type { Point } from './view-box.ts';

interface FindingCardProps {
  readonly image: Image;
  readonly finding: Image['findings'][number];
  readonly chosen: string | undefined;
  readonly choose: (ruleId: string, page?: number) => void;
  readonly note: () => void;
  readonly onPoint: (polygons: readonly Point[][]) => void;
  readonly onShow: (polygons: readonly Point[][]) => void;
}

/** Longer lists say how many more there are. */
const MOST = 12;

/** One rule's finding: where it was found, and what people made of it. The chosen one has the buttons. */
export function FindingCard({
  image,
  finding,
  chosen,
  choose,
  note,
  ...pointing
}: FindingCardProps) {
  const { ruleId, severity, description, matches, kind } = finding;
  const alert = finding.alert && current(finding.alert);
  const isChosen = chosen === ruleId;
  return (
    <article class={`finding edge-${severity}${isChosen ? ' is-chosen' : ''}`}>
      <header class="finding-head">
        <SeverityBadge severity={severity} />
        <h3>
          <button
            type="button"
            class="finding-name"
            aria-pressed={isChosen}
            onClick={() => choose(ruleId, matches[0]?.page)}
          >
            <Said text={ruleId} />
          </button>
        </h3>
        {alert && <VerdictStamp verdict={alert.verdict} />}
      </header>
      {description && (
        <p class="finding-about">
          <Said text={description} />
        </p>
      )}
      {kind === 'absent' && <p>{words.absentFound}</p>}
      <ul class="matches">
        {matches.slice(0, MOST).map((match, index) => (
          <MatchRow key={index} {...{ image, finding, match, index }} {...pointing} />
        ))}
      </ul>
      {matches.length > MOST && <p class="hint">{words.moreMatches(matches.length - MOST)}</p>}
      {isChosen && alert && (
        <VerdictButtons
          compact
          verdict={alert.verdict}
          onJudge={(verdict) => void judge([alert], verdict)}
          onNote={note}
        />
      )}
      {alert && alert.verdict !== 'new' && alert.judgedBy && (
        <p class="hint">
          {alert.inherited ? words.inheritedFrom : words.judgedBy} <Said text={alert.judgedBy} />{' '}
          {alert.judgedAt !== undefined && <Time at={alert.judgedAt} />}
        </p>
      )}
      {!alert && <p class="hint">{words.notInHistory}</p>}
    </article>
  );
}
