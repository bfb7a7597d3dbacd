import {
  type Match,
  type Result,
  type RuleMatch,
  type Severity,
  showConfidence,
} from '@glyphwatch/domain';
import { printableJson } from '@glyphwatch/notification-text';
import { type Disclosure, maskFor, matchTextFor } from '../../../terminal/describe-image.ts';
import { version } from '../../../version.ts';
import { type Pixels, pixelsOf } from './pixels.ts';
import { showCell } from './show-cell.ts';
import type { Naming, Writer } from './writer.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
/** Under this name programs compare findings of different runs. */
const FINGERPRINT = 'glyphwatch/v1';

const LEVELS = {
  low: 'note',
  medium: 'warning',
  high: 'error',
  critical: 'error',
} as const satisfies Record<Severity, string>;

/**
 * SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html: a result for each match. A picture has no
 * lines, so the place is a rectangle of an attachment, in pixels, and the region is line 1, which viewers require. What
 * could not be read is a notification of the tool. Rules come last, because they are known once all results are written.
 */
export function sarifWriter({ nameOf, uriOf }: Naming, disclosure: Disclosure): Writer {
  const rules = new Map<string, { readonly ruleIndex: number; readonly about: object }>();
  const unread: object[] = [];
  let separator = '\n';
  const next = (result: object): string => {
    const text = `${separator}${printableJson(result)}`;
    separator = ',\n';
    return text;
  };
  return {
    begin: () => `{"$schema":"${SCHEMA}","version":"2.1.0","runs":[{"results":[`,
    result: (result) => {
      const file = { uri: uriOf(nameOf(result)) };
      if (result.reason !== undefined) unread.push(notificationOf(file, result));
      const found = result.ruleMatches.flatMap((rule) => {
        const known = rules.get(rule.ruleId) ?? {
          ruleIndex: rules.size,
          about: describeRule(rule),
        };
        rules.set(rule.ruleId, known);
        const { ruleIndex } = known;
        const describe = describeMatch(rule, result, file, disclosure);
        return rule.matches.map((match) => next({ ruleIndex, ...describe(match) }));
      });
      return found.join('');
    },
    end: () => {
      const about = { name: 'Glyphwatch', version: version() };
      const driver = { ...about, rules: [...rules.values()].map((rule) => rule.about) };
      const invocation = { executionSuccessful: true, toolExecutionNotifications: unread };
      const rest = { invocations: [invocation], tool: { driver } };
      return `\n],${printableJson(rest).slice(1)}]}\n`;
    },
  };
}

interface File {
  readonly uri: string;
}

function describeRule({ ruleId, description, severity, tags, ruleVersion }: RuleMatch) {
  return {
    id: ruleId,
    shortDescription: { text: showCell(description ?? ruleId) },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags, ruleVersion },
  };
}

function describeMatch(
  rule: RuleMatch,
  result: Result,
  file: File,
  disclosure: Disclosure,
): (match: Match) => object {
  const { ruleId, severity } = rule;
  const [textOf, mask] = [matchTextFor(rule, result, disclosure), maskFor(rule, disclosure)];
  return (match) => {
    const { fingerprint, confidence, via, page } = match;
    const pixels = pixelsOf(match, result.detection);
    const place = { ...pixels, ...(page === undefined ? {} : { page }) };
    const region = { startLine: 1, properties: { ...place, unit: 'pixel' } };
    return {
      ruleId,
      level: LEVELS[severity],
      message: { text: sentence(match, showCell(textOf(match)), showCell(mask(match.value))) },
      locations: [{ physicalLocation: { artifactLocation: file, region } }],
      ...(pixels ? { attachments: [attachmentOf(file, pixels)] } : {}),
      fingerprints: { [FINGERPRINT]: fingerprint },
      partialFingerprints: { [FINGERPRINT]: fingerprint },
      properties: { severity, confidence, via, ...place },
    };
  };
}

function sentence({ text, via, confidence, page }: Match, shown: string, value: string): string {
  if (text === '') return `"${value}" is missing.`;
  const how = via === 'exact' ? '' : `, ${via} for "${value}"`;
  return `"${shown}"${page === undefined ? '' : ` on page ${page}`}${how} (${showConfidence(confidence)}).`;
}

function attachmentOf(file: File, { left, top, width, height }: Pixels) {
  const rectangles = [{ left, top, right: left + width, bottom: top + height }];
  return { artifactLocation: file, description: { text: 'What matched.' }, rectangles };
}

function notificationOf(file: File, { status, reason = '' }: Result) {
  return {
    level: status === 'GONE' ? 'note' : 'error',
    message: { text: showCell(`${status}: ${reason}`) },
    locations: [{ physicalLocation: { artifactLocation: file } }],
  };
}
