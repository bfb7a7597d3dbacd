import type { Page, Result } from '@glyphwatch/domain';
import type { Output } from '../../terminal/io.ts';
import { scannedFrom } from '../../terminal/scanned.ts';
import { type Disclosure, maskFor, matchTextFor } from '../../terminal/describe-image.ts';
import { imageRows, pageIn } from '../../terminal/image-table.ts';
import { showName, showText } from '../../terminal/show.ts';
import { pagesWith } from './pages-with.ts';

const STATUS_WIDTH = 'UNSUPPORTED'.length + 2;

export function resultTable(
  { items, cursor }: Page<Result>,
  nameOf: (result: Result) => string,
  { searched, ...disclosure }: Disclosure & { readonly searched?: readonly string[] },
): string {
  if (items.length === 0) return 'No results.\n';
  const rows = items.map((result) => {
    const where = searched === undefined ? undefined : pagesWith(searched, result);
    const note = [where, noteOf(result, disclosure)].filter(Boolean).join(': ');
    const about = `${showTime(result.updatedAt)}  ${result.status.padEnd(STATUS_WIDTH)}`;
    return `${about}${showName(nameOf(result))}${note === '' ? '' : `: ${note}`}`;
  });
  const more = cursor === undefined ? [] : [`Next page: --cursor '${cursor}'`];
  return `${[...rows, ...more].join('\n')}\n`;
}

function noteOf(result: Result, disclosure: Disclosure): string {
  const { reason, ruleMatches, detection } = result;
  if (reason !== undefined) return showText(reason);
  return ruleMatches
    .map((rule) => {
      const [first] = rule.matches;
      const text = first ? matchTextFor(rule, result, disclosure)(first) : '';
      const page = first?.page === undefined ? '' : ` (${pageIn(detection, first.page)})`;
      return `${showText(rule.ruleId)} "${showText(text)}"${page}`;
    })
    .join(', ');
}

export function resultRows(
  name: string,
  result: Result,
  options: Disclosure & { readonly stdout: Output },
): string {
  const { imageId, version, uploadedAt, updatedAt, attempts, detection } = result;
  const facts = [
    ['image', showName(imageId)],
    ['version', showText(version)],
    ['first seen', showTime(uploadedAt)],
    ['last change', `${showTime(updatedAt)} (attempt ${attempts})`],
    ...(detection
      ? [['read by', showText(`${detection.provider} ${detection.modelVersion}`)]]
      : []),
  ].map(([label = '', fact = '']) => `  ${label.padEnd(13)}${fact}\n`);
  return [
    imageRows(scannedFrom(name, result), { ...options, withText: true }),
    ...facts,
    ...nearMissRows(result, options),
    ...unrecordedRows(result),
  ].join('');
}

function nearMissRows({ nearMisses }: Result, disclosure: Disclosure): string[] {
  if (nearMisses.length === 0) return [];
  const rows = nearMisses.map((near) => {
    const text = showText(maskFor(near, disclosure)(near.text));
    return `  ${showText(near.ruleId)}: "${text}" ${showText(near.reason)}\n`;
  });
  return ['Near misses:\n', ...rows];
}

function unrecordedRows({ unrecorded }: Result): string[] {
  if (unrecorded.length === 0) return [];
  return [
    'Not done yet; the next run will:\n',
    ...unrecorded.map(({ ruleId }) => `  record the match of ${showText(ruleId)} in the history\n`),
  ];
}

/** Minutes are enough for people; the exact time is in the JSON. */
function showTime(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
