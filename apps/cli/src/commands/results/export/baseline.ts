import { baselineText, type KnownFinding } from '../../../scan/baseline.ts';
import type { Naming, Writer } from './writer.ts';

/** Sorted, so that a changed baseline shows few changed lines; therefore written at the end. */
export function baselineWriter({ nameOf }: Naming): Writer {
  const findings: KnownFinding[] = [];
  return {
    begin: () => '',
    result: (result) => {
      const image = nameOf(result);
      for (const { ruleId: rule, matches } of result.ruleMatches) {
        findings.push(...matches.map(({ fingerprint }) => ({ fingerprint, rule, image })));
      }
      return '';
    },
    end: () => baselineText(findings),
  };
}
