import { printableJson } from '@glyphwatch/notification-text';
import type { Disclosure } from '../../../terminal/describe-image.ts';
import { describeResult } from '../describe-result.ts';
import type { Naming, Writer } from './writer.ts';

/** The objects that `results list --format jsonl` prints. */
export function jsonlWriter({ nameOf }: Naming, disclosure: Disclosure): Writer {
  return {
    begin: () => '',
    result: (result) => `${printableJson(describeResult(nameOf(result), result, disclosure))}\n`,
    end: () => '',
  };
}
