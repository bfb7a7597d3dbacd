import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  Lexer,
  Parser,
  type Alias,
  type CST,
  type Document,
  type Pair,
  type ParsedNode,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { formatPath, type FieldPath, type Problem } from './problem.ts';

export interface DocumentOptions {
  /** The file's name in problems. */
  readonly name: string;
  /** In characters; a longer text is a problem instead of a long wait. */
  readonly maxLength?: number;
}

/** A YAML or JSON text as plain data that knows the line of each field. */
export interface LocatedDocument {
  /** `undefined` if the text is empty or its syntax is broken. */
  readonly value: unknown;
  /** Syntax errors, duplicate keys and alias errors. */
  readonly problems: readonly Problem[];
  /** A problem at this field, or at the innermost field around it that exists. */
  problemAt(path: FieldPath, message: string): Problem;
}

const DEFAULT_MAX_LENGTH = 10 * 1024 * 1024;
/** The YAML library recurses, so deeper files are stopped before it composes them. */
const MAX_NESTING = 100;
/** Bounds what aliases add by repetition ("billion laughs"). */
const MAX_ALIASED_NODES = 100_000;
const MAX_SYNTAX_PROBLEMS = 20;
const BYTE_ORDER_MARK = '\ufeff';

export function locateDocument(text: string, options: DocumentOptions): LocatedDocument {
  const { name, maxLength = DEFAULT_MAX_LENGTH } = options;
  const problem = (line: number, path: FieldPath, message: string): Problem => ({
    file: name,
    line,
    path: formatPath(path),
    message,
  });
  const broken = (...problems: readonly Problem[]): LocatedDocument => ({
    value: undefined,
    problems,
    problemAt: (path, message) => problem(1, path, message),
  });
  if (text.length > maxLength) {
    return broken(problem(1, [], `is longer than ${maxLength} characters: split it`));
  }
  if (text.includes('\0')) return broken(problem(1, [], 'is not a text file: save it as UTF-8'));
  const source = withoutMark(text);
  const lines = new LineCounter();
  const lineAt = (offset: number): number => lineWithin(lines, offset, source);
  const { documents, tooDeepAt } = compose(source, lines);
  if (tooDeepAt !== undefined) {
    return broken(problem(lineAt(tooDeepAt), [], `is nested deeper than ${MAX_NESTING} levels`));
  }
  const [document, second] = documents;
  const syntax = syntaxProblems(documents).map(({ at, message }) =>
    problem(lineAt(at), [], message),
  );
  if (second) {
    syntax.push(
      problem(lineAt(second.range[0]), [], 'contains a second document after "---": keep only one'),
    );
  }
  if (syntax.length > 0 || !document) return broken(...onePerLine(syntax));
  const reader = new NodeReader((offset, path, message) => problem(lineAt(offset), path, message));
  const value = document.contents === null ? undefined : reader.read(document.contents, []);
  return {
    value: isNothing(document.contents) ? undefined : value,
    problems: reader.problems,
    problemAt: (path, message) =>
      problem(lineAt(reader.offsetOf(document.contents, path)), path, message),
  };
}

type Composed = Document.Parsed<ParsedNode>;

/** The library's own steps, run one by one so that the depth is known before anything recurses. */
function compose(source: string, lines: LineCounter) {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(source)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > MAX_NESTING) return { documents: [], tooDeepAt: parser.offset };
  }
  tokens.push(...parser.end());
  // NodeReader finds duplicate keys: the library compares each key with every other.
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
  const documents = [...composer.compose(tokens, true, source.length)] as Composed[];
  return { documents, tooDeepAt: undefined };
}

/** Turns nodes into plain data and remembers what aliases stand for. */
class NodeReader {
  readonly problems: Problem[] = [];
  readonly #problem: (offset: number, path: FieldPath, message: string) => Problem;
  readonly #anchors = new Map<string, Anchored>();
  readonly #aliased = new Map<Alias, Anchored>();
  readonly #pairs = new Map<YAMLMap, ReadonlyMap<string | undefined, Pair>>();
  #nodes = 0;
  #aliasedNodes = 0;

  constructor(problem: (offset: number, path: FieldPath, message: string) => Problem) {
    this.#problem = problem;
  }

  read(node: unknown, path: FieldPath): unknown {
    this.#nodes += 1;
    if (isAlias(node)) return this.#readAlias(node, path);
    if (isScalar(node)) return this.#anchored(node, () => node.value);
    if (isSeq(node)) {
      return this.#anchored(node, () =>
        node.items.map((item, index) => this.read(item, [...path, index])),
      );
    }
    if (isMap(node)) return this.#anchored(node, () => this.#readMap(node.items, path));
    return null;
  }

  /** Where the innermost existing field of this path begins. */
  offsetOf(root: unknown, path: FieldPath): number {
    let node = root;
    let offset = startOf(root);
    for (const part of path) {
      if (isAlias(node)) node = this.#aliased.get(node)?.node;
      if (isMap(node)) {
        const pair = this.#pairsOf(node).get(String(part));
        if (!pair) return offset;
        offset = startOf(pair.key);
        node = pair.value;
      } else {
        if (!isSeq(node) || typeof part !== 'number' || part >= node.items.length) return offset;
        node = node.items[part];
        offset = startOf(node);
      }
    }
    return offset;
  }

  /** Cached, because a map with many mistakes needs it for each of them. */
  #pairsOf(map: YAMLMap): ReadonlyMap<string | undefined, Pair> {
    const known = this.#pairs.get(map);
    if (known) return known;
    // The first of duplicate keys counts, as in the value: later entries of a Map win.
    const pairs = new Map(map.items.toReversed().map((pair) => [keyText(pair.key), pair] as const));
    this.#pairs.set(map, pairs);
    return pairs;
  }

  #readMap(pairs: readonly Pair[], path: FieldPath): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    const seen = new Map<string, number>();
    for (const { key, value: content } of pairs) {
      const text = keyText(key);
      const at = startOf(key);
      if (text === undefined) {
        this.#report(at, path, 'has a key that is not plain text');
      } else if (text === '__proto__') {
        this.#report(at, [...path, text], 'is an unknown key');
      } else if (seen.has(text)) {
        const first = this.#problem(seen.get(text) ?? at, path, '').line;
        this.#report(at, [...path, text], `is a duplicate key; first used on line ${first}`);
      } else {
        seen.set(text, at);
        value[text] = this.read(content, [...path, text]);
      }
    }
    return value;
  }

  #readAlias(alias: Alias, path: FieldPath): unknown {
    const anchored = this.#anchors.get(alias.source);
    if (!anchored) {
      this.#report(startOf(alias), path, 'refers to an anchor (&) that is not defined above');
      return undefined;
    }
    if (!anchored.done) {
      this.#report(startOf(alias), path, 'contains itself through an alias (*)');
      return undefined;
    }
    const allowed = this.#aliasedNodes + anchored.nodes <= MAX_ALIASED_NODES;
    if (!allowed) {
      this.#report(startOf(alias), path, 'expands to too much through aliases: write it out');
      return undefined;
    }
    this.#aliasedNodes += anchored.nodes;
    this.#nodes += anchored.nodes;
    this.#aliased.set(alias, anchored);
    return anchored.value;
  }

  #anchored(node: { anchor?: string | undefined }, read: () => unknown): unknown {
    if (!node.anchor) return read();
    const before = this.#nodes;
    const anchored: Anchored = { node, value: undefined, nodes: 0, done: false };
    this.#anchors.set(node.anchor, anchored);
    anchored.value = read();
    anchored.nodes = this.#nodes - before + 1;
    anchored.done = true;
    return anchored.value;
  }

  #report(offset: number, path: FieldPath, message: string): void {
    this.problems.push(this.#problem(offset, path, message));
  }
}

interface Anchored {
  readonly node: unknown;
  value: unknown;
  nodes: number;
  done: boolean;
}

function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

function startOf(node: unknown): number {
  return isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? (node.range?.[0] ?? 0) : 0;
}

function isNothing(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

/** Windows editors add one; it is not part of the first key. */
function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/** An error after the last newline belongs to the last line that an editor shows. */
function lineWithin(lines: LineCounter, offset: number, source: string): number {
  const end = Math.max(0, source.endsWith('\n') ? source.length - 1 : source.length);
  return Math.max(1, lines.linePos(Math.min(offset, end)).line);
}

function syntaxProblems(documents: readonly Composed[]): { at: number; message: string }[] {
  return documents
    .flatMap(({ errors, warnings }) => [...errors, ...warnings])
    .map((error) => ({ at: error.pos[0], message: plainSyntax(error) }));
}

/** What the library's messages quote of the file, which may be somebody else's. */
const QUOTED = /(?<=[a-z)]): .*$|(?<=directive|version) .*$/s;

function plainSyntax({ code, message }: YAMLError): string {
  if (code === 'TAB_AS_INDENT') return 'is indented with a tab: use spaces';
  if (code === 'BLOCK_AS_IMPLICIT_KEY') return 'has a ": " inside a value: put the value in quotes';
  if (code === 'TAG_RESOLVE_FAILED') return 'has a "!" tag: put the value in quotes';
  const bare = message.replace(QUOTED, '');
  const plain = bare.charAt(0).toLowerCase() + bare.slice(1);
  return `syntax: ${plain}${code === 'BAD_SCALAR_START' ? '; put the value in quotes' : ''}`;
}

/** One slip causes many errors; the first one on a line is the useful one. */
function onePerLine(problems: readonly Problem[]): Problem[] {
  const sorted = [...problems].sort((a, b) => a.line - b.line);
  return sorted
    .filter(({ line }, index) => line !== sorted[index - 1]?.line)
    .slice(0, MAX_SYNTAX_PROBLEMS);
}
