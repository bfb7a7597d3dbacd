import { GlyphwatchError } from '@glyphwatch/domain';
import { isMap, isScalar, isSeq, parseDocument, type ParsedNode, type YAMLMap } from 'yaml';
import { addItem, appendField, replaceNode, type Splice, wrapUnder } from './splice.ts';

/** What people change after looking at a match or a near miss. */
export type RuleChange =
  | { readonly kind: 'allow'; readonly text: string; readonly target: 'match' | 'line' }
  | { readonly kind: 'min-confidence'; readonly least: number }
  | { readonly kind: 'exact' }
  | { readonly kind: 'region'; readonly region: Rectangle }
  | { readonly kind: 'value'; readonly text: string };

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

type Fields = YAMLMap.Parsed;

/**
 * The text of a rule file with one change of one rule. All other lines, and comments, stay as they are. Fails with
 * `watchlist-invalid` when the rule is not in this file, or is written in a way that has to be changed by hand.
 */
export function changeRule(text: string, ruleId: string, change: RuleChange): string {
  const rule = findRule(text, ruleId);
  const { from, to, put } = spliceOf(text, rule, change);
  return text.slice(0, from) + put + text.slice(to);
}

function findRule(text: string, ruleId: string): Fields {
  const document = parseDocument(text);
  const rules = isMap(document.contents) ? document.contents.get('rules', true) : undefined;
  const found = isSeq(rules)
    ? rules.items.find((item) => isMap(item) && item.get('id') === ruleId)
    : undefined;
  if (document.errors.length === 0 && isMap(found)) return found as Fields;
  throw byHand(`The rule ${ruleId} is not in this file, or the file has mistakes.`);
}

function spliceOf(text: string, rule: Fields, change: RuleChange): Splice {
  switch (change.kind) {
    case 'allow': {
      const target = change.target === 'line' ? ', target: line' : '';
      return addTo(text, rule, 'allow', `{ values: [${quoted(change.text)}]${target} }`);
    }
    case 'min-confidence':
      return setField(text, rule, 'minConfidence', String(change.least));
    case 'exact':
      return makeExact(text, rule);
    case 'region': {
      const { x, y, w, h } = change.region;
      const region = `{ shape: rect, x: ${x}, y: ${y}, w: ${w}, h: ${h} }`;
      return setField(text, rule, 'region', region);
    }
    case 'value':
      return addValue(text, rule, change.text);
  }
}

function setField(text: string, map: Fields, name: string, value: string): Splice {
  const node = fieldOf(map, name);
  if (!node) return appendField(text, map, name, value);
  if (!isScalar(node) && !(node as { flow?: boolean }).flow) {
    throw byHand(`${name} of this rule is written over several lines. Change it by hand.`);
  }
  return replaceNode(node, value);
}

/** To a list, which is begun if there is none. */
function addTo(text: string, map: Fields, name: string, item: string): Splice {
  const node = fieldOf(map, name);
  if (!node) return appendField(text, map, name, `[${item}]`);
  if (!isSeq(node)) throw byHand(`${name} of this rule is no list. Change it by hand.`);
  return addItem(text, node as ParsedNode & { items: ParsedNode[] }, item);
}

/** `match: X` is short for values alone, beside which there is no room for a tolerance. */
function makeExact(text: string, rule: Fields): Splice {
  const match = fieldOf(rule, 'match');
  if (!match) throw byHand('This rule has no match.');
  if (isMap(match)) return setField(text, match as Fields, 'tolerance', 'none');
  // A text alone is a phrase.
  const mode = isScalar(match) ? ['mode: phrase'] : [];
  return wrapUnder(text, match, 'values', [...mode, 'tolerance: none']);
}

function addValue(text: string, rule: Fields, value: string): Splice {
  const match = fieldOf(rule, 'match');
  const mode: unknown = isMap(match) ? match.get('mode') : 'any';
  if (mode === 'regex') throw byHand('This rule is an expression. Change it by hand.');
  if (mode === 'all') throw byHand('This rule needs all of its values. Change it by hand.');
  const written = quoted(mode === 'pattern' ? escapePattern(value) : value);
  const values = isMap(match) ? fieldOf(match as Fields, 'values') : match;
  if (isSeq(values)) {
    return addItem(text, values as ParsedNode & { items: ParsedNode[] }, written);
  }
  if (isScalar(values)) return replaceNode(values, `[${sourceOf(text, values)}, ${written}]`);
  throw byHand('The values of this rule are in a word list. Add it there.');
}

function fieldOf(map: Fields, name: string): ParsedNode | undefined {
  const pair = map.items.find(({ key }) => isScalar(key) && key.value === name);
  return pair?.value ?? undefined;
}

function sourceOf(text: string, { range: [from, to] }: ParsedNode): string {
  return text.slice(from, to);
}

/** In a pattern, these characters stand for others. */
function escapePattern(text: string): string {
  return text.replace(/[A-Z9?*\\]/g, '\\$&');
}

/** JSON is YAML, and means the same wherever it stands. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function byHand(message: string): GlyphwatchError {
  return new GlyphwatchError('watchlist-invalid', message);
}

/** 1-based numbers of the lines of `after` that `before` does not have at this place. */
export function changedLines(before: string, after: string): number[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let same = 0;
  while (same < now.length && old[same] === now[same]) same += 1;
  let left = 0;
  const most = Math.min(old.length, now.length) - same;
  while (left < most && old.at(-1 - left) === now.at(-1 - left)) left += 1;
  return Array.from({ length: now.length - left - same }, (_, index) => same + index + 1);
}
