import {
  checkAgainst,
  checkDocument,
  inFileOrder,
  locateDocument,
  suggestion,
  type FieldPath,
  type LocatedDocument,
  type Mistake,
  type Problem,
} from '@glyphwatch/document-reader';
import type * as z from 'zod';
import type { Allow, Replacement, Rule, RuleSet } from '../rule.ts';
import { checkRuleSet, type RuleWarning } from './check-rule-set.ts';
import { impossibleAllow, impossibleIn, regexMistake } from './impossible.ts';
import { fileFrameSchema, ruleSchema, type WrittenRule } from './rule-schema.ts';
import { withoutEffect } from './without-effect.ts';
import { listOf, toAllow, toRule } from './to-rule.ts';

export interface RuleFileText {
  /** The file's name in problems; identifies the file. */
  readonly name: string;
  readonly text: string;
}

export interface RuleFileOptions {
  readonly name: string;
  /** Reads a file that `extend` names in the file `from`; `undefined` if it does not exist. */
  readonly readExtended?: (path: string, from: string) => RuleFileText | undefined;
  /** The channels that there are; a rule that names another is a mistake. Not checked if left out. */
  readonly channels?: readonly string[];
  /** Further warnings about the finished rules, such as `warnOfNoise`. */
  readonly alsoWarn?: (ruleSet: RuleSet) => readonly RuleWarning[];
}

export interface ParsedRuleFile {
  /** Absent if there is any error. */
  readonly ruleSet?: RuleSet;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Reads a rule file and the files it extends, with every mistake in all of them. Pure; never throws. */
export function parseRuleFile(text: string, options: RuleFileOptions): ParsedRuleFile {
  const reader = new RuleFileReader(options);
  reader.read({ name: options.name, text }, []);
  return reader.finish();
}

/** The files that a rule file extends, for callers that must fetch them before `parseRuleFile`. */
export function extendedFilesOf(text: string): readonly string[] {
  const { value } = locateDocument(text, { name: '' });
  const extend = typeof value === 'object' && value && 'extend' in value ? value.extend : [];
  return [extend].flat().filter((path) => typeof path === 'string');
}

const MAX_FILES = 100;

type Frame = z.output<typeof fileFrameSchema>;

interface LocatedRule {
  readonly document: LocatedDocument;
  readonly path: FieldPath;
}

class RuleFileReader {
  readonly #options: RuleFileOptions;
  readonly #read = new Set<string>();
  readonly #errors: Problem[] = [];
  readonly #warnings: Problem[] = [];
  readonly #rules: Rule[] = [];
  readonly #located = new Map<string, LocatedRule>();
  /** First use of each id, including rules with mistakes. */
  readonly #ids = new Map<string, Problem>();
  readonly #allow: Allow[] = [];
  readonly #replace: Replacement[] = [];
  readonly #disabled: { readonly id: string; readonly at: (message: string) => Problem }[] = [];

  constructor(options: RuleFileOptions) {
    this.#options = options;
  }

  read({ name, text }: RuleFileText, parents: readonly string[]): void {
    this.#read.add(name);
    const document = locateDocument(text, { name });
    const outcome = checkDocument(document, fileFrameSchema);
    // Not spread: the number of arguments of a call is limited.
    for (const problem of outcome.problems ?? []) this.#errors.push(problem);
    // Mistakes in the frame must not hide mistakes in the rules.
    const frame = outcome.value ?? frameOf(document.value);
    if (!frame) return;
    this.#extend(frame, document, [...parents, name]);
    this.#readFrame(frame, document);
    frame.rules?.forEach((raw, index) => this.#readRule(raw, ['rules', index], document));
    if (!outcome.problems && !frame.rules && listOf(frame.extend).length === 0) {
      this.#errors.push(document.problemAt(['rules'], 'is missing: the file has no rules'));
    }
  }

  finish(): ParsedRuleFile {
    const disabled = new Set(this.#disabled.map(({ id }) => id));
    for (const { id, at } of this.#disabled) {
      if (this.#ids.has(id)) continue;
      this.#errors.push(at(`is not the id of a rule${suggestion(id, [...this.#ids.keys()])}`));
    }
    for (const unknown of this.#unknownChannels()) this.#errors.push(this.#locate(unknown));
    const errors = inFileOrder(this.#errors);
    const warnings = inFileOrder(this.#warnings);
    if (errors.length > 0) return { errors, warnings };
    const rules = this.#rules.map((rule) =>
      disabled.has(rule.id) ? { ...rule, enabled: false } : rule,
    );
    const ruleSet = { rules, allow: this.#allow, replace: this.#replace };
    const found = [...checkRuleSet(ruleSet), ...(this.#options.alsoWarn?.(ruleSet) ?? [])];
    return {
      ruleSet,
      errors,
      warnings: inFileOrder([...warnings, ...found.map((warning) => this.#locate(warning))]),
    };
  }

  #unknownChannels(): RuleWarning[] {
    const { channels } = this.#options;
    if (!channels) return [];
    return this.#rules.flatMap(({ id, channels: named }) =>
      named.flatMap((name) => {
        if (name === 'default' || channels.includes(name)) return [];
        const known =
          channels.length > 0 ? `; there are ${channels.join(', ')}` : '; there are none';
        const message = `no channel "${name}" in the settings${suggestion(name, channels) || known}`;
        return [{ ruleId: id, path: ['notify', 'channels'], message }];
      }),
    );
  }

  #extend(frame: Frame, document: LocatedDocument, chain: readonly string[]): void {
    const paths = listOf(frame.extend);
    paths.forEach((path, index) => {
      const refuse = (message: string) => {
        const at = Array.isArray(frame.extend) ? ['extend', index] : ['extend'];
        this.#errors.push(document.problemAt(at, message));
      };
      const { readExtended } = this.#options;
      if (!readExtended) return refuse('is not supported here: put all rules into one file');
      const file = readExtended(path, chain.at(-1) ?? '');
      if (!file) return refuse(`names a file that does not exist: ${path}`);
      if (chain.includes(file.name)) return refuse(`extends itself: ${file.name}`);
      // Extended by two files: once is enough.
      if (this.#read.has(file.name)) return undefined;
      if (this.#read.size >= MAX_FILES) return refuse(`extends more than ${MAX_FILES} files`);
      return this.read(file, chain);
    });
  }

  #readFrame(frame: Frame, document: LocatedDocument): void {
    for (const entry of frame.allow) this.#allow.push(toAllow(entry));
    for (const replacement of frame.replace) this.#replace.push(replacement);
    const expressions = frame.replace.flatMap(({ pattern }, index) => {
      const message = regexMistake(pattern);
      return message === undefined ? [] : [{ path: ['replace', index, 'pattern'], message }];
    });
    this.#report(document, [], [...impossibleAllow(frame.allow), ...expressions]);
    frame.disabledRules.forEach((id, index) => {
      const at = (message: string) => document.problemAt(['disabledRules', index], message);
      this.#disabled.push({ id, at });
    });
  }

  #readRule(raw: unknown, path: FieldPath, document: LocatedDocument): void {
    const checked = checkAgainst(raw, ruleSchema);
    const mistakes = checked.mistakes ?? [];
    this.#report(document, path, mistakes);
    this.#claimId(raw, path, document);
    const written = checked.value ?? withoutMistakes(raw, mistakes);
    if (!written) return;
    const isMatchKnown = !mistakes.some(
      ({ path: [field] }) => field === 'match' || field === 'kind',
    );
    const impossible = impossibleIn(written).filter(
      ({ path: [field] }) => isMatchKnown || field === 'context' || field === 'allow',
    );
    this.#report(document, path, impossible);
    for (const { path: field, message } of withoutEffect(written)) {
      this.#warnings.push(document.problemAt([...path, ...field], message));
    }
    if (mistakes.length + impossible.length === 0) {
      this.#rules.push(toRule(written));
      this.#located.set(written.id, { document, path });
    }
  }

  #claimId(raw: unknown, path: FieldPath, document: LocatedDocument): void {
    const id = typeof raw === 'object' && raw && 'id' in raw ? raw.id : undefined;
    if (typeof id !== 'string') return;
    const here = document.problemAt([...path, 'id'], '');
    const first = this.#ids.get(id);
    if (!first) {
      this.#ids.set(id, here);
      return;
    }
    const where = first.file === here.file ? `line ${first.line}` : `${first.file}:${first.line}`;
    this.#errors.push({ ...here, message: `is a duplicate; first used on ${where}` });
  }

  #report(document: LocatedDocument, base: FieldPath, mistakes: readonly Mistake[]): void {
    for (const { path, message } of mistakes) {
      this.#errors.push(document.problemAt([...base, ...path], message));
    }
  }

  #locate({ ruleId, path, message }: RuleWarning): Problem {
    const located = this.#located.get(ruleId);
    return located
      ? located.document.problemAt([...located.path, ...path], message)
      : { file: this.#options.name, line: 1, path: '', message };
  }
}

/** The part of a frame with mistakes that can still be checked. */
function frameOf(value: unknown): Frame | undefined {
  const raw = typeof value === 'object' && value !== null ? { ...value } : {};
  const known = Object.entries(raw).filter(([key]) => Object.hasOwn(fileFrameSchema.shape, key));
  const parts = known.flatMap(([key, part]) => {
    const alone = checkAgainst({ [key]: part }, fileFrameSchema);
    return alone.mistakes ? [] : [[key, part] as const];
  });
  return checkAgainst(Object.fromEntries(parts), fileFrameSchema).value;
}

/** The rule without its wrong fields, with stand-ins for required ones, so that the others are checked together. */
function withoutMistakes(raw: unknown, mistakes: readonly Mistake[]): WrittenRule | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const wrong = new Set(mistakes.map(({ path: [field] }) => field));
  const sound = Object.entries(raw).filter(([field]) => !wrong.has(field));
  const stand = { id: 'x', match: 'x' };
  return checkAgainst({ ...stand, ...Object.fromEntries(sound) }, ruleSchema).value;
}
