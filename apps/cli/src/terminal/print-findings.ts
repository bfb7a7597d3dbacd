import { styleText } from 'node:util';
import { printableJson } from '@glyphwatch/notification-text';
import type { Finding, FindingState } from '@glyphwatch/provider';
import type { Output } from './io.ts';
import type { Format } from './format.ts';
import { escapeAllButNewlines } from './report-failure.ts';
import { count } from './show.ts';

const COLOURS = { ok: 'green', warning: 'yellow', problem: 'red', unknown: 'yellow' } as const;
const LABEL_WIDTH = 9;

/** The JSON is a contract: fields are only ever added. */
export function printFindings(
  findings: readonly Finding[],
  format: Format,
  stdout: Output,
): string {
  const number = (wanted: FindingState): number =>
    findings.filter(({ state }) => state === wanted).length;
  if (format === 'jsonl') return findings.map((one) => `${printableJson(one)}\n`).join('');
  if (format === 'json') {
    return `${printableJson({ healthy: number('problem') === 0, findings })}\n`;
  }
  const width = Math.max(...findings.map(({ check }) => check.length)) + 2;
  const rows = findings.map((finding) => rowOf(finding, width, stdout));
  const summary = [
    count(number('problem'), 'problem'),
    count(number('warning'), 'warning'),
    ...(number('unknown') > 0 ? [`${number('unknown')} not checked`] : []),
  ];
  return `${rows.join('\n')}\n${summary.join(', ')}\n`;
}

function rowOf({ check, state, message, fix }: Finding, width: number, stdout: Output): string {
  const label = (state === 'problem' ? 'PROBLEM' : state).padEnd(LABEL_WIDTH);
  const shown = stdout.isTTY ? styleText(COLOURS[state], label, { stream: stdout }) : label;
  const indent = ' '.repeat(LABEL_WIDTH + width);
  const text = escapeAllButNewlines(message).replaceAll('\n', `\n${indent}`);
  const advice = fix === undefined ? '' : `\n${indent}fix: ${escapeAllButNewlines(fix)}`;
  return `${shown}${check.padEnd(width)}${text}${advice}`;
}
