import { printable as printableUpTo } from '@glyphwatch/notification-text';
import { isRecord } from '@glyphwatch/domain';
import type { Mail } from './mailboxes.ts';

const STATUS_WIDTH = 12;
const MAX_CHARACTERS = 500;

/** A log line of a function in words, if it is about an image or a problem. */
export function describeLogLine(line: string): string | undefined {
  const entry = parsed(line);
  if (!entry) return `function: ${printable(line)}`;
  const { message, image, rules, status, outcome, event } = entry;
  if (message === 'image') {
    const found = Array.isArray(rules) && rules.length > 0 ? `  rules: ${rules.join(', ')}` : '';
    const what = String(status ?? outcome ?? event).padEnd(STATUS_WIDTH);
    const again = outcome === 'scanned' || outcome === 'removed' ? '' : `  (${String(outcome)})`;
    return `${what} ${printable(String(image))}${found}${again}`;
  }
  if (entry['level'] === 'INFO' || '_aws' in entry) return undefined;
  const about = [message, image, entry['error'], entry['problem']];
  return `${String(entry['level'])}: ${about.flatMap(shown).join(' · ')}`;
}

export function describeMail({ to, subject, text }: Mail): string {
  const lines = text.split('\n').map((line) => `  │ ${printable(line)}`);
  return [
    `  ┌ message to ${printable(to)}`,
    `  │ ${printable(subject)}`,
    '  │',
    ...lines,
    '  └',
  ].join('\n');
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function shown(value: unknown): string[] {
  if (value === undefined) return [];
  return [printable(typeof value === 'string' ? value : JSON.stringify(value))];
}

/** Keys and text from images are untrusted. */
function printable(text: string): string {
  return printableUpTo(text, { maxLength: MAX_CHARACTERS });
}
