import type { Mistake } from '@glyphwatch/document-reader';
import type { WrittenRule } from './rule-schema.ts';
import { spellOut } from './to-rule.ts';

/** Fields that have no effect. */
export function withoutEffect(rule: WrittenRule): Mistake[] {
  const match = spellOut(rule.match);
  const isAbsent = rule.kind === 'absent' || match.mode === 'absent';
  const checks: readonly (readonly [boolean, Mistake['path'], string])[] = [
    [
      match.mode === 'regex' && match.boundary !== undefined,
      ['match', 'boundary'],
      'has no effect on a regex: use \\b in the expression',
    ],
    [
      !isAbsent && rule.minWords !== 3,
      ['minWords'],
      'has no effect: it only applies to rules of kind absent',
    ],
    [
      isAbsent && (rule.minOccurrences !== 1 || typeof rule.severity === 'object'),
      [rule.minOccurrences === 1 ? 'severity' : 'minOccurrences'],
      'an absence counts once, so a higher count is never reached',
    ],
  ];
  return checks.flatMap(([applies, path, message]) => (applies ? [{ path, message }] : []));
}
