import type { Page, Result } from '@glyphwatch/domain';
import { printableJson } from '@glyphwatch/notification-text';
import type { Output } from '../../terminal/io.ts';
import type { Format } from '../../terminal/format.ts';
import type { Disclosure } from '../../terminal/describe-image.ts';
import { describeResult } from './describe-result.ts';
import { resultRows, resultTable } from './result-table.ts';

export interface PrintOptions extends Disclosure {
  readonly format: Format;
}

export function printPage(
  page: Page<Result>,
  nameOf: (result: Result) => string,
  { format, reveal }: PrintOptions,
): string {
  if (format === 'table') return resultTable(page, nameOf, { reveal });
  const { cursor } = page;
  const described = page.items.map((result) => describeResult(nameOf(result), result, { reveal }));
  if (format === 'jsonl') return described.map((result) => `${printableJson(result)}\n`).join('');
  return `${printableJson({ results: described, ...(cursor === undefined ? {} : { cursor }) })}\n`;
}

export function printResult(
  name: string,
  result: Result,
  { format, reveal, stdout }: PrintOptions & { readonly stdout: Output },
): string {
  return format === 'table'
    ? resultRows(name, result, { reveal, stdout })
    : `${printableJson(describeResult(name, result, { reveal }))}\n`;
}
