import { isDigest, type Message } from './digest.ts';
import type { Policy } from './policy.ts';

/** A message with the templates of its rules, as they are when it is told. */
export function inOwnWords(message: Message, ofRule: Policy['ofRule']): Message {
  const owned = <T extends { readonly ruleId?: string }>(one: T): T => {
    const template = one.ruleId === undefined ? undefined : ofRule(one.ruleId)?.template;
    return template ? { ...one, template } : one;
  };
  return isDigest(message)
    ? { ...message, groups: message.groups.map(owned) }
    : { ...message, rules: message.rules.map(owned) };
}
