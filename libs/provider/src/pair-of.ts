import { checkAgainst, type Mistake } from '@glyphwatch/document-reader/environment';
import { isRecord } from '@glyphwatch/domain';
import * as z from 'zod/mini';
import type * as core from 'zod/v4/core';
import { choiceInput } from './choice-input.ts';
import { choiceOf, type ChoiceOptions } from './choice-of.ts';
import type { Configured, Provider } from './provider.ts';

/** One provider, or two of which the second reads what the first did not read to its end. */
export interface ProviderPair<Port, Parts> {
  readonly first: Configured<Port, Parts>;
  readonly whenTruncated?: Configured<Port, Parts>;
}

const FIELDS = ['first', 'whenTruncated'] as const;
const VALID = `valid keys are ${FIELDS.join(', ')}`;

type Options = Omit<ChoiceOptions<core.$ZodObject>, 'common'>;
const nothing = z.strictObject({});

/** The schema of a settings line that takes what `choiceOf` does, or `{ first: …, whenTruncated: … }` with two of them. */
export function pairOf<Port, Parts>(
  providers: readonly Provider<Port, Parts>[],
  options: Options,
): z.ZodMiniType<ProviderPair<Port, Parts>, unknown> {
  const choice = choiceOf(providers, { ...options, common: nothing });
  return z.pipe(
    z.unknown(),
    z.transform((input, context) => {
      const { pair, mistakes } = read(input, choice);
      for (const { path, message } of mistakes) {
        context.issues.push({ code: 'custom', message, path: [...path], input });
      }
      return pair ?? z.NEVER;
    }),
  );
}

type Choice<Port, Parts> = z.ZodMiniType<Configured<Port, Parts>, unknown>;

interface Reading<Port, Parts> {
  readonly pair?: ProviderPair<Port, Parts>;
  readonly mistakes: readonly Mistake[];
}

function read<Port, Parts>(input: unknown, choice: Choice<Port, Parts>): Reading<Port, Parts> {
  if (!isRecord(input) || !FIELDS.some((field) => field in input)) {
    const { value, mistakes = [] } = checkAgainst(input, choice);
    return { mistakes, ...(value ? { pair: { first: value } } : {}) };
  }
  const [first, second] = FIELDS.map((field) => checkAgainst(input[field], choice));
  const mistakes = [
    ...FIELDS.flatMap((field, index) =>
      ([first, second][index]?.mistakes ?? []).map(({ path, message }) => ({
        path: [field, ...path],
        message,
      })),
    ),
    ...unknownFields(input),
  ];
  if (!first?.value || !second?.value || mistakes.length > 0) return { mistakes };
  if (first.value.identity === second.value.identity) return { mistakes: [SAME] };
  return { pair: { first: first.value, whenTruncated: second.value }, mistakes };
}

/** It would be paid twice for the same answer. */
const SAME: Mistake = { path: ['whenTruncated'], message: 'must read otherwise than first' };

function unknownFields(input: Readonly<Record<string, unknown>>): Mistake[] {
  return Object.keys(input)
    .filter((key) => !FIELDS.some((field) => field === key))
    .map((key) => ({ path: [key], message: `is an unknown key; ${VALID}` }));
}

/** What `pairOf` accepts, for the JSON Schema of a settings file. */
export function pairInput(
  providers: readonly Provider<unknown, never>[],
  options: Options,
): core.$ZodType {
  const choice = choiceInput(providers, { ...options, common: nothing });
  return z.union([choice, z.strictObject({ first: choice, whenTruncated: choice })]);
}

/** The pair as it can be written down again, in JSON. */
export function pairSettings({ first, whenTruncated }: ProviderPair<unknown, never>) {
  const written = ({ name, settings }: Configured<unknown, never>) => ({ name, ...settings() });
  if (!whenTruncated) return written(first);
  return { first: written(first), whenTruncated: written(whenTruncated) };
}
