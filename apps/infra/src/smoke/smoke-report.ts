import { homedir } from 'node:os';
import type { Outcome } from './run-steps.ts';
import type { Made } from './remove.ts';

export interface SmokeReport {
  readonly name: string;
  readonly region: string;
  readonly isAws: boolean;
  /** `yyyy-mm-dd` */
  readonly date: string;
  /** Names and versions of what ran. */
  readonly versions: Readonly<Record<string, string>>;
  readonly outcomes: readonly Outcome[];
  readonly made: readonly Made[];
  /** What could not be removed, and why; `undefined` if all was. */
  readonly left: string | undefined;
}

/** What no emulator shows, whatever its steps say. */
const ONLY_ON_AWS = [
  'what the detector itself reads, and its quota',
  'that roles, the policies of queues and topics, and KMS allow what they should',
  'the real form and order of S3’s events',
  'metrics, alarms and the dashboard',
  'CloudFormation’s own checks, and how long a deployment takes',
  'that mails arrive',
];

const ICONS: Readonly<Record<Outcome['state'], string>> = {
  passed: '✔ passed',
  failed: '✘ failed',
  'not shown': '– not shown',
  'not tried': '– not tried',
};

/** Markdown to be pasted into a bug report: without account numbers, keys and the names of folders at home. */
export function writeReport(report: SmokeReport): string {
  const { name, region, isAws, date, versions, outcomes, made, left } = report;
  const where = isAws ? `AWS, ${region}` : `an emulator of AWS (${region})`;
  const rows = outcomes.map(
    ({ name: step, state, detail, seconds }) =>
      `| ${step} | ${ICONS[state]} | ${seconds.toFixed(1)} s | ${cell(detail)} |`,
  );
  const lines = [
    `# Smoke test ${name}`,
    '',
    `On ${where}, ${date}. ${Object.entries(versions)
      .map(([what, version]) => `${what} ${version}`)
      .join(', ')}.`,
    '',
    '| step | | took | seen |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    left === undefined
      ? `Everything that was made was removed: ${made.length} resources. The CDK’s bootstrap bucket keeps the function’s code.`
      : `**Not removed**: ${left}`,
    '',
    isAws
      ? 'Not checked: delivery of mail, because nobody is subscribed, and `hashKey`.'
      : `Only a real account can show: ${ONLY_ON_AWS.join('; ')}.`,
    '',
  ];
  return scrubbed(lines.join('\n'));
}

/** Account numbers, access keys, tokens in addresses, and the user’s name in paths. */
export function scrubbed(text: string): string {
  return text
    .replaceAll(homedir(), '~')
    .replaceAll(/(?<![0-9a-f])\d{12}(?![0-9a-f])/gi, '<account>')
    .replaceAll(/\b(AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g, '<key>')
    .replaceAll(/X-Amz-[A-Za-z-]+=[^&\s)]+/g, 'X-Amz-…');
}

/** Of a table: one line, without control characters. */
function cell(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll('|', '\\|')
    .trim();
}
