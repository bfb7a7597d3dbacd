import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isRecord } from '@glyphwatch/domain';
import { printableJson } from '@glyphwatch/notification-text';
import { invalid } from '../terminal/invalid.ts';

/*
 * A baseline lists findings that are known already. Only the fingerprint counts: a hash of the rule, the text and the
 * content of the image, so it tells nothing to whoever has not got the image. Rule and image are for people.
 */
export interface KnownFinding {
  readonly fingerprint: string;
  readonly rule: string;
  readonly image: string;
}

const FORMAT = 1;

/** One finding on each line, sorted, each once. */
export function baselineText(findings: readonly KnownFinding[]): string {
  const sortKey = ({ image, rule, fingerprint }: KnownFinding): string =>
    [image, rule, fingerprint].join('\0');
  const byKey = new Map(findings.map((finding) => [sortKey(finding), printableJson(finding)]));
  const lines = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => `    ${line}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "glyphwatchBaseline": ${FORMAT},\n  "findings": ${list}\n}\n`;
}

/** The fingerprints in a baseline. Fails with `settings-invalid`. */
export function readBaseline(file: string, cwd: string): ReadonlySet<string> {
  const findings = findingsIn(parse(textOf(file, cwd), file));
  if (findings) return new Set(findings);
  throw invalid(`${file} is no baseline of this version. ${HOW_TO_WRITE}`);
}

const HOW_TO_WRITE =
  'Write one with: glyphwatch results export --format baseline --output known.json';

function textOf(file: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch (cause) {
    throw invalid(`The baseline ${file} cannot be read. ${HOW_TO_WRITE}`, cause);
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(`${file} is not JSON. ${HOW_TO_WRITE}`, cause);
  }
}

function findingsIn(baseline: unknown): readonly string[] | undefined {
  if (!isRecord(baseline) || baseline['glyphwatchBaseline'] !== FORMAT) return undefined;
  const { findings } = baseline;
  if (!Array.isArray(findings)) return undefined;
  const fingerprints = findings.map((one: unknown) => isRecord(one) && one['fingerprint']);
  return fingerprints.every((one) => typeof one === 'string') ? fingerprints : undefined;
}
