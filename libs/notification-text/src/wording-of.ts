import { isDigest, type Message } from '@glyphwatch/domain';
import { digestWording } from './digest-wording.ts';
import { factsOf } from './facts.ts';
import type { TextOptions } from './message-parts.ts';
import { sentence } from './names.ts';
import { printableLines } from './printable.ts';
import { headlineOf, ruleWording } from './rule-wording.ts';
import type { Wording } from './wording.ts';
import { wordsOf } from './words.ts';

const LONGEST_TEXT = 4000;
/** People read no further; `more` counts the rest. */
const MAX_MATCHES = 5;
const MAX_RULES = 20;

export function wordingOf(message: Message, options: TextOptions = {}): Wording {
  if (isDigest(message)) return digestWording(message, options);
  const { locale, links: [link] = [], saysLinks = true } = options;
  const words = wordsOf(locale);
  const { rules, text, reason } = message;
  const shown = rules.slice(0, MAX_RULES);
  return {
    words,
    headline: headlineOf(message, words),
    rules: shown.map((rule) => ruleWording(rule, message, { words, link, most: MAX_MATCHES })),
    groups: [],
    examples: [],
    ...(text === undefined ? {} : { text: printableLines(text, { maxLength: LONGEST_TEXT }) }),
    ...(reason === undefined ? {} : { reason: sentence(reason) }),
    facts: factsOf(message, words, saysLinks ? link : undefined),
  };
}
