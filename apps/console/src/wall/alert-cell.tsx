import type { AlertCell } from '@glyphwatch/console-api/shapes';
import { Icon } from '../parts/icon.tsx';
import { SeverityBadge } from '../parts/severity.tsx';
import { Said } from '../text/said.tsx';
import { Time } from '../text/time.tsx';
import { VerdictStamp } from '../verdicts/stamp.tsx';
import { words } from '../words.ts';
import { Thumbnail } from './thumbnail.tsx';

/** What one rule found in one image. */
export function AlertCellView({ alert }: { alert: AlertCell }) {
  const { severity, ruleId, context, matches, kind, name, uploadedAt } = alert;
  return (
    <>
      <Thumbnail cell={alert} />
      <div class="cell-body">
        <div class="cell-line">
          <SeverityBadge severity={severity} />
          <Said text={ruleId} class="cell-rule" />
          {matches > 1 && (
            <span class="cell-more" title={words.matchCount(matches)}>
              <span aria-hidden="true">×{matches}</span>
              <span class="unseen">{words.matchCount(matches)}</span>
            </span>
          )}
          <VerdictStamp verdict={alert.verdict} />
        </div>
        <p class="cell-text">{kind === 'absent' ? words.absentFound : <Said text={context} />}</p>
        <div class="cell-line cell-foot">
          <Said text={name} class="cell-name" />
          {alert.changed && <Flag icon="broken" label={words.changedSince} />}
          {alert.sensitive && <Flag icon="covered" label={words.sensitive} />}
          {alert.untold && <Flag icon="clock" label={words.untold} />}
          <Time at={uploadedAt} />
        </div>
      </div>
    </>
  );
}

/** A sign in the foot of a cell, with its meaning for pointers and screen readers. */
export function Flag({ icon, label }: { icon: Parameters<typeof Icon>[0]['name']; label: string }) {
  return (
    <span class="flag" title={label}>
      <Icon name={icon} />
      <span class="unseen">{label}</span>
    </span>
  );
}
