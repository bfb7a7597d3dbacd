import { checkAgainst, type Mistake } from '@glyphwatch/document-reader/environment';
import { suggestion } from '@glyphwatch/document-reader/nearest-word';
import * as z from 'zod/mini';
import type * as core from 'zod/v4/core';
import type { Host } from './abilities.ts';
import type { Configured, Provider } from './provider.ts';
import type { SecretSchema } from './secret.ts';

export interface ChoiceOptions<Common extends core.$ZodObject> {
  /** Providers that cannot run here are named, but not offered. */
  readonly host: Host;
  readonly secret: SecretSchema;
  /** The field that names the provider. */
  readonly by: 'name' | 'type';
  /** Fields that every provider of this kind has here, beside its own. */
  readonly common: Common;
}

export interface Chosen<Port, Parts, Common> extends Configured<Port, Parts> {
  readonly common: Common;
}

/**
 * One settings line that chooses a provider: its name, a shorthand of its own (a path, a URL), or its name with its
 * fields. Every mistake is told at once, another provider's field as such.
 */
export function choiceOf<Port, Parts, Common extends core.$ZodObject>(
  providers: readonly Provider<Port, Parts>[],
  options: ChoiceOptions<Common>,
): z.ZodMiniType<Chosen<Port, Parts, core.output<Common>>, unknown> {
  return z.pipe(
    z.unknown(),
    z.transform((input, context) => {
      const reading = read(input, providers, options);
      if ('chosen' in reading) return reading.chosen;
      for (const { path, message } of reading.mistakes) {
        context.issues.push({ code: 'custom', message, path: [...path], input });
      }
      return z.NEVER;
    }),
  );
}

type Reading<Port, Parts, Common> =
  { readonly chosen: Chosen<Port, Parts, Common> } | { readonly mistakes: readonly Mistake[] };

function read<Port, Parts, Common extends core.$ZodObject>(
  input: unknown,
  providers: readonly Provider<Port, Parts>[],
  { host, secret, by, common }: ChoiceOptions<Common>,
): Reading<Port, Parts, core.output<Common>> {
  const wanted = wantedBy(input, providers, by);
  if ('mistake' in wanted) return { mistakes: [wanted.mistake] };
  const { provider, fields } = wanted;
  if (!provider.abilities.hosts.includes(host)) {
    return { mistakes: [{ path: [], message: notHere(provider, providers, host) }] };
  }
  const commonFields = Object.keys(common._zod.def.shape);
  const [shared, own] = split(fields, commonFields);
  const general = checkAgainst(shared, common);
  const special = checkAgainst(own, provider.schema(secret));
  if (!general.mistakes && !special.mistakes) {
    return { chosen: { ...special.value, common: general.value } };
  }
  const mistakes = [...(general.mistakes ?? []), ...(special.mistakes ?? [])];
  return { mistakes: mistakes.map((mistake) => explain(mistake, provider, providers)) };
}

type Wanted<Port, Parts> =
  | {
      readonly provider: Provider<Port, Parts>;
      readonly fields: Readonly<Record<string, unknown>>;
    }
  | { readonly mistake: Mistake };

function wantedBy<Port, Parts>(
  input: unknown,
  providers: readonly Provider<Port, Parts>[],
  by: string,
): Wanted<Port, Parts> {
  if (typeof input === 'string') {
    const named = providers.find(({ name }) => name === input);
    if (named) return { provider: named, fields: {} };
    for (const provider of providers) {
      const fields = provider.shorthand?.(input);
      if (fields) return { provider, fields };
    }
    return { mistake: { path: [], message: unknownName(input, providers) } };
  }
  if (!isRecord(input)) {
    const message = `must be a name (${namesOf(providers)}) or a group of fields with ${by}`;
    return {
      mistake: { path: [], message: input === undefined ? `is missing; ${message}` : message },
    };
  }
  const { [by]: name, ...fields } = input;
  const provider = providers.find((one) => one.name === name);
  if (provider) return { provider, fields };
  const message =
    typeof name === 'string'
      ? unknownName(name, providers)
      : `${name === undefined ? 'is missing; ' : ''}must be one of ${namesOf(providers)}`;
  return { mistake: { path: [by], message } };
}

function unknownName(name: string, providers: readonly Provider<unknown, never>[]): string {
  const names = providers.map((provider) => provider.name);
  return `must be one of ${names.join(', ')}${suggestion(name, names)}`;
}

function notHere(
  { name, abilities }: Provider<unknown, never>,
  providers: readonly Provider<unknown, never>[],
  host: Host,
): string {
  const places = { laptop: 'on this machine', function: 'in the deployed function' } as const;
  const here = providers.filter((one) => one.abilities.hosts.includes(host));
  const there = abilities.hosts.map((one) => places[one]).join(' and ') || 'in tests';
  return `names ${name}, which runs only ${there}; here you can use ${namesOf(here)}`;
}

/** A field that another provider has is more likely a field in the wrong place than a typing mistake. */
function explain(
  mistake: Mistake,
  { name, fields }: Provider<unknown, never>,
  providers: readonly Provider<unknown, never>[],
): Mistake {
  const [field] = mistake.path;
  if (mistake.path.length !== 1 || typeof field !== 'string' || fields.includes(field)) {
    return mistake;
  }
  const owners = providers.filter((one) => one.fields.includes(field));
  if (owners.length === 0) return mistake;
  return { path: mistake.path, message: `belongs to ${namesOf(owners)}, not to ${name}` };
}

function namesOf(providers: readonly Provider<unknown, never>[]): string {
  return providers.map(({ name }) => name).join(', ');
}

function split(
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
): [Record<string, unknown>, Record<string, unknown>] {
  const entries = Object.entries(fields);
  const isNamed = ([name]: [string, unknown]): boolean => names.includes(name);
  return [
    Object.fromEntries(entries.filter(isNamed)),
    Object.fromEntries(entries.filter((entry) => !isNamed(entry))),
  ];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
