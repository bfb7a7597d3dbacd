import type { ParsedNode, YAMLMap } from 'yaml';

/** Characters `from` to before `to` are replaced. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly put: string;
}

type Flow = { readonly flow?: boolean };

export function replaceNode({ range: [from, to] }: ParsedNode, put: string): Splice {
  return { from, to, put };
}

/** A field after the last one of a map, on a line of its own unless the map is written within braces. */
export function appendField(
  text: string,
  map: YAMLMap.Parsed,
  name: string,
  value: string,
): Splice {
  const field = `${name}: ${value}`;
  if ((map as Flow).flow) return beforeEnd(text, map, `, ${field}`);
  const [start] = map.range;
  return lineAfter(text, endOf(map), `${' '.repeat(columnOf(text, start))}${field}`);
}

/** An item after the last one of a list. */
export function addItem(
  text: string,
  list: ParsedNode & { readonly items: readonly ParsedNode[] },
  item: string,
): Splice {
  if ((list as Flow).flow) {
    return beforeEnd(text, list, list.items.length === 0 ? item : `, ${item}`);
  }
  const [start] = list.range;
  return lineAfter(text, endOf(list), `${' '.repeat(columnOf(text, start))}- ${item}`);
}

/** The value of a field as one field of a map, after others: `match: X` → `match: { values: X, tolerance: none }`. */
export function wrapUnder(
  text: string,
  node: ParsedNode,
  name: string,
  fields: readonly string[],
): Splice {
  const [from, to] = node.range;
  const source = text.slice(from, to);
  const isBlock = 'items' in node && !(node as Flow).flow;
  if (!isBlock) return { from, to, put: `{ ${name}: ${source}, ${fields.join(', ')} }` };
  const column = columnOf(text, from);
  const pad = ' '.repeat(column);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const last = endOf(node);
  const items = text.slice(from, last).replace(/\n(?=[^\r\n])/g, '\n  ');
  const head = [...fields, `${name}:`].map((line) => line + eol + pad).join('');
  return { from, to: last, put: `${head}  ${items}` };
}

/** Where its content ends: a block is said to end after the empty lines and comments below it. */
function endOf(node: ParsedNode): number {
  const items = 'items' in node ? node.items : [];
  const last: unknown = items.at(-1);
  if (!last) return node.range[1];
  const { value, key } = last as { readonly value?: unknown; readonly key?: unknown };
  const inner = [value, key, last].find(isNode);
  return inner && !(node as Flow).flow ? endOf(inner) : node.range[1];
}

function isNode(value: unknown): value is ParsedNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    Array.isArray((value as Flow & { range?: unknown }).range)
  );
}

/** After the line in which `at` is, and its comment. */
function lineAfter(text: string, at: number, line: string): Splice {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  // A text of several lines ends with its own line break.
  if (text[at - 1] === '\n') return { from: at, to: at, put: line + eol };
  const end = text.indexOf('\n', at);
  if (end < 0) return { from: text.length, to: text.length, put: eol + line };
  return { from: end + 1, to: end + 1, put: line + eol };
}

/** Before a closing bracket or brace. */
function beforeEnd(text: string, { range: [from, end] }: ParsedNode, put: string): Splice {
  const close = end - 1;
  const before = text.slice(from, close).trimEnd();
  const at = from + before.length;
  const isAfterComma = before.endsWith(',');
  return { from: at, to: at, put: isAfterComma ? put.replace(/^,/, '') : put };
}

function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf('\n', at - 1) + 1);
}
