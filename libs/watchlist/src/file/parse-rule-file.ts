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
import { type Channel, isRecord } from '@glyphwatch/domain';
import type * as z from 'zod';
import { packNameOf, PACKS } from '../packs/index.ts';
import type { Allow, Replacement, Rule, RuleSet } from '../rule.ts';
import { checkRuleSet, type RuleWarning } from './check-rule-set.ts';
import { impossibleAllow, impossibleIn, regexMistake } from './impossible.ts';
import { LocatedRule } from './located-rule.ts';
import type { NamedFile, ReadNamed, RuleFileText } from './named-file.ts';
import type { WordList } from './read-word-list.ts';
import { neverTold } from './never-told.ts';
import { fileFrameSchema, ruleSchema, type WrittenRule } from './rule-schema.ts';
import { listFileOf, listOf, toAllow, toRule, withValues } from './to-rule.ts';
import { withoutEffect } from './without-effect.ts';
import { WordLists } from './word-lists.ts';

export interface RuleFileOptions {
  readonly name: string;
  /** Reads the files that the rules extend, and word lists. Without it there may be none. */
  readonly readNamed?: ReadNamed;
  /** The channels that there are: a rule that names another, or reaches nobody, is a mistake. Not checked if left out. */
  readonly channels?: readonly Channel[];
  /** Further mistakes of rules that are right by themselves. */
  readonly alsoRefuse?: (rules: readonly Rule[]) => readonly RuleWarning[];
  /** Further warnings about the finished rules, such as `warnOfNoise`. */
  readonly alsoWarn?: (ruleSet: RuleSet) => readonly RuleWarning[];
}

export interface ParsedRuleFile {
  /** Absent if there is any error. */
  readonly ruleSet?: RuleSet;
  readonly errors: readonly Problem[];
  /** Found when asked for: who only matches does not pay for them. */
  readonly warnings: readonly Problem[];
}

/** Reads a rule file and the files it names, with every mistake in all of them. Pure; never throws. */
export function parseRuleFile(text: string, options: RuleFileOptions): ParsedRuleFile {
  const reader = new RuleFileReader(options);
  reader.read({ name: options.name, text }, []);
  return reader.finish();
}

const MAX_FILES = 100;

type Frame = z.output<typeof fileFrameSchema>;

interface Values {
  readonly list?: WordList;
  /** The list has mistakes, so nothing can be said about its values. */
  readonly areUnknown: boolean;
}

class RuleFileReader {
  readonly #options: RuleFileOptions;
  readonly #lists: WordLists;
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
    this.#lists = new WordLists(options.readNamed);
  }

  read({ name, text }: RuleFileText, parents: readonly string[]): void {
    this.#read.add(name);
    const document = locateDocument(text, { name });
    if (parents.length > 0 && isForeign(document.value)) {
      this.#errors.push(document.problemAt([], `is not a rule file: it has none of ${FRAME_KEYS}`));
      return;
    }
    const outcome = checkDocument(document, fileFrameSchema);
    // Not spread: the number of arguments of a call is limited.
    for (const problem of outcome.problems ?? []) this.#errors.push(problem);
    // Mistakes in the frame must not hide mistakes in the rules.
    const frame = outcome.value ?? frameOf(document.value);
    if (!frame) return;
    this.#extend(frame, document, [...parents, name]);
    this.#readFrame(frame, document);
    frame.rules?.forEach((raw, index) => this.#readRule(raw, ['rules', index], document, name));
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
    const { channels, alsoRefuse } = this.#options;
    const refused = [
      ...(channels ? neverTold(this.#rules, channels) : []),
      ...(alsoRefuse?.(this.#rules) ?? []),
    ];
    for (const one of refused) this.#errors.push(this.#locate(one));
    const errors = inFileOrder(distinct(this.#errors));
    if (errors.length > 0) return { errors, warnings: inFileOrder(this.#warnings) };
    const rules = this.#rules.map((rule) =>
      disabled.has(rule.id) ? { ...rule, enabled: false } : rule,
    );
    const ruleSet = { rules, allow: this.#allow, replace: this.#replace };
    let warnings: readonly Problem[] | undefined;
    const find = (): readonly Problem[] => (warnings ??= this.#warningsAbout(ruleSet));
    return {
      ruleSet,
      errors,
      get warnings() {
        return find();
      },
    };
  }

  #warningsAbout(ruleSet: RuleSet): readonly Problem[] {
    const found = [
      ...checkRuleSet(ruleSet, (place) => this.#locate({ ...place, message: '' }).line),
      ...(this.#options.alsoWarn?.(ruleSet) ?? []),
    ];
    return inFileOrder([...this.#warnings, ...found.map((warning) => this.#locate(warning))]);
  }

  #extend(frame: Frame, document: LocatedDocument, chain: readonly string[]): void {
    listOf(frame.extend).forEach((path, index) => {
      const refused = this.#extendBy(path, chain);
      if (refused === undefined) return;
      const at = Array.isArray(frame.extend) ? ['extend', index] : ['extend'];
      this.#errors.push(document.problemAt(at, refused));
    });
  }

  /** What is wrong with that, as the end of a sentence. */
  #extendBy(path: string, chain: readonly string[]): string | undefined {
    const { readNamed } = this.#options;
    const pack = packNameOf(path);
    if (pack === undefined && !readNamed)
      return 'is not supported here: put all rules into one file';
    const file = pack === undefined ? readNamed?.(path, chain.at(-1) ?? '') : readPack(pack, path);
    if (!file) return `names a file that does not exist: ${path}`;
    if ('refused' in file) return file.refused;
    if (chain.includes(file.name)) return `extends itself: ${file.name}`;
    // Extended by two files: once is enough.
    if (this.#read.has(file.name)) return undefined;
    if (this.#read.size >= MAX_FILES) return `extends more than ${MAX_FILES} files`;
    this.read(file, chain);
    return undefined;
  }

  #readFrame(frame: Frame, document: LocatedDocument): void {
    for (const entry of frame.allow) this.#allow.push(toAllow(entry));
    for (const replacement of frame.replace) this.#replace.push(replacement);
    const expressions = frame.replace.flatMap(({ pattern }, index) => {
      const message = regexMistake(pattern);
      return message === undefined ? [] : [{ path: ['replace', index, 'pattern'], message }];
    });
    this.#report(new LocatedRule(document, []), [...impossibleAllow(frame.allow), ...expressions]);
    frame.disabledRules.forEach((id, index) => {
      const at = (message: string) => document.problemAt(['disabledRules', index], message);
      this.#disabled.push({ id, at });
    });
  }

  #readRule(raw: unknown, path: FieldPath, document: LocatedDocument, file: string): void {
    const checked = checkAgainst(raw, ruleSchema);
    const mistakes = checked.mistakes ?? [];
    const inFile = new LocatedRule(document, path);
    this.#report(inFile, mistakes);
    this.#claimId(raw, path, document);
    const sound = checked.value ?? withoutMistakes(raw, mistakes);
    if (!sound) return;
    const { list, areUnknown } = this.#valuesOf(sound, inFile, file);
    const written = list ? withValues(sound, list.values) : sound;
    const located = new LocatedRule(document, path, list, Array.isArray(sound.match));
    const isMatchKnown = !areUnknown && !mistakes.some(isAboutMatch);
    const impossible = impossibleIn(written).filter(
      ({ path: [field] }) => isMatchKnown || field === 'context' || field === 'allow',
    );
    this.#report(located, impossible);
    for (const { path: field, message } of withoutEffect(written)) {
      this.#warnings.push(located.problemAt(field, message));
    }
    if (mistakes.length + impossible.length === 0 && !areUnknown) {
      this.#rules.push(toRule(written));
      this.#located.set(written.id, located);
    }
  }

  /** Reads the rule's word list, if it names one. */
  #valuesOf(rule: WrittenRule, located: LocatedRule, from: string): Values {
    const file = listFileOf(rule.match);
    if (!file) return { areUnknown: false };
    const { list, problems, refused } = this.#lists.read(file, from);
    for (const problem of problems) this.#errors.push(problem);
    if (refused !== undefined) {
      this.#errors.push(located.problemAt(['match', 'values', 'file'], refused));
    }
    return list ? { list, areUnknown: false } : { areUnknown: true };
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

  #report(located: LocatedRule, mistakes: readonly Mistake[]): void {
    for (const { path, message } of mistakes) {
      this.#errors.push(located.problemAt(path, message));
    }
  }

  #locate({ ruleId, path, message }: RuleWarning): Problem {
    return (
      this.#located.get(ruleId)?.problemAt(path, message) ?? {
        file: this.#options.name,
        line: 1,
        path: '',
        message,
      }
    );
  }
}

function readPack(pack: string, name: string): NamedFile {
  const text = PACKS.get(pack);
  if (text !== undefined) return { name, text };
  const names = [...PACKS.keys()];
  return {
    refused: `names no pack${suggestion(pack, names) || `; there are ${names.join(', ')}`}`,
  };
}

function isAboutMatch({ path: [field] }: Mistake): boolean {
  return field === 'match' || field === 'kind';
}

/** Rules that share a word list share its mistakes. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  const byText = new Map(
    problems.map((one) => [JSON.stringify([one.file, one.line, one.path, one.message]), one]),
  );
  return [...byText.values()];
}

const FRAME_KEYS = Object.keys(fileFrameSchema.shape).join(', ');

/** Whoever wrote `extend` may have meant to see what else is in this folder: unknown keys would be quoted. */
function isForeign(value: unknown): boolean {
  return (
    isRecord(value) && !Object.keys(value).some((key) => Object.hasOwn(fileFrameSchema.shape, key))
  );
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
