import type { Forecast, ReplayReport } from '@glyphwatch/domain';
import { count, showName, showText } from '../../../terminal/show.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface Period {
  readonly since?: number;
  readonly until?: number;
}

export function forecastRows(
  report: Forecast | ReplayReport,
  period: Period,
  now: number = Date.now(),
): string {
  const { images, unread } = report;
  const notRead = unread === 0 ? '' : `, ${unread} without stored text`;
  return [
    `${headline(report, period, now)} (${count(images, 'image')}${notRead})`,
    ...report.rules.map(ruleRow),
    ...('written' in report ? writtenRows(report) : []),
    '',
  ].join('\n');
}

/** `would have alerted 12 times in 30 days; new 9, gone 3, same 40` */
function headline(report: Forecast, { since, until = Infinity }: Period, now: number): string {
  const times = count(report.wouldAlert.length, 'time');
  const when = since === undefined ? '' : ` in ${lengthOf(Math.min(until, now) - since)}`;
  const changes = `new ${report.new}, gone ${report.gone}, same ${report.same}`;
  return `would have alerted ${times}${when}; ${changes}`;
}

function lengthOf(ms: number): string {
  if (ms < DAY_MS) return count(Math.max(0, Math.round(ms / HOUR_MS)), 'hour');
  return count(Math.round(ms / DAY_MS), 'day');
}

function ruleRow({ ruleId, newIn, goneFrom, sameIn }: Forecast['rules'][number]): string {
  const changes = `new ${newIn.length}, gone ${goneFrom.length}, same ${sameIn.length}`;
  const examples = [...newIn.slice(0, 3).map((id) => `+ ${showName(id)}`)];
  examples.push(...goneFrom.slice(0, 3).map((id) => `- ${showName(id)}`));
  return [`  ${showText(ruleId)}: ${changes}`, ...examples.map((id) => `    ${id}`)].join('\n');
}

function writtenRows({ written, overtaken, untold }: ReplayReport): string[] {
  return [
    `${count(written, 'result')} written`,
    ...(overtaken.length > 0
      ? [`${overtaken.length} not read yet, or left to another run: scan them again`]
      : []),
    ...(untold.length > 0
      ? [
          `${[...new Set(untold.map(({ channel }) => channel))].map(showText).join(', ')} could not be told; the next run tries again`,
        ]
      : []),
  ];
}
