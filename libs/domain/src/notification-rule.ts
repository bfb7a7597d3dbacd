import { hiddenText, maskText } from './mask.ts';
import type { NotificationMatch, NotificationRule } from './notification.ts';
import type { ScanOutcome } from './result.ts';
import type { Match, RuleMatch } from './watchlist.ts';

/** A message shows at most this many places of a rule; `count` has the total. */
export const MAX_NOTIFICATION_MATCHES = 20;

/** A matched rule as people see it. What a sensitive rule found is also masked where another rule found it. */
export function notificationRule(
  notificationId: string,
  rule: RuleMatch,
  outcome: ScanOutcome,
): NotificationRule {
  const { channels: _, hides: __, matches, ...about } = rule;
  const sent = matches
    .slice(0, MAX_NOTIFICATION_MATCHES)
    .map((match) => (rule.sensitive ? hide(match) : besideHidden(match, outcome)));
  return { ...about, notificationId, count: matches.length, matches: sent };
}

function hide(match: Match): NotificationMatch {
  const { value, text, context } = match;
  // The value of a literal rule is the text to be hidden.
  const hidden = { value: maskText(value), text: maskText(text), context: maskText(context) };
  const { keyedHash } = match;
  return { ...shown(match), ...hidden, ...(keyedHash === undefined ? {} : { keyedHash }) };
}

function besideHidden(match: Match, { detection, ruleMatches }: ScanOutcome): NotificationMatch {
  const { foldedPositions, text, lines } = match;
  if (!detection) return { ...shown(match), foldedPositions };
  const hidden = hiddenText(detection, ruleMatches);
  const context = lines.map((line) => hidden.textOf(line - 1)).join('\n');
  if (hidden.touches(match)) return { ...shown(match), text: maskText(text), context };
  return { ...shown(match), foldedPositions, context };
}

function shown(match: Match): NotificationMatch {
  const { value, text, via, confidence, lines, page, polygons, context } = match;
  const { polygonPages, joined, ambiguous } = match;
  return {
    value,
    text,
    context,
    via,
    confidence,
    lines,
    ...(page === undefined ? {} : { page }),
    polygons,
    ...(polygonPages ? { polygonPages } : {}),
    ...(joined ? { joined } : {}),
    ...(ambiguous ? { ambiguous } : {}),
  };
}
