import { parseRuleFile } from '../../file/parse-rule-file.ts';
import type { Rule } from '../../rule.ts';
import {
  type PackExample,
  PERSONAL_EXAMPLES,
  SECRET_EXAMPLES,
  SIGN_NEIGHBOURS,
} from './examples.ts';

export interface PackEntry extends PackExample {
  readonly rule: Rule;
}

/** Every rule of every pack, with texts that it finds and near ones that it leaves alone. */
export function packEntries(): readonly PackEntry[] {
  return ['secrets', 'personal-data', 'safety-signs'].flatMap((pack) => {
    const { ruleSet, errors } = parseRuleFile(`extend: pack:${pack}`, { name: 'rules.yaml' });
    if (!ruleSet) throw new Error(JSON.stringify(errors));
    return ruleSet.rules.map((rule) => ({ rule, ...exampleOf(rule) }));
  });
}

function exampleOf({ id, match }: Rule): PackExample {
  const written = SECRET_EXAMPLES[id] ?? PERSONAL_EXAMPLES[id];
  if (written) return written;
  const leaves = SIGN_NEIGHBOURS[id];
  if (!leaves) throw new Error(`${id} has no example.`);
  return { finds: match.values, leaves };
}
