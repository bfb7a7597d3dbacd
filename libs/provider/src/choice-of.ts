import { checkAgainst, type Mistake } from '@glyphwatch/document-reader/environment';
import { isRecord } from '@glyphwatch/domain';
import * as z from 'zod/mini';
import type * as core from 'zod/v4/core';
import type { Host } from './abilities.ts';
import { explain, isNearlyAName, notHere, unknownFields, unknownName } from './choice-mistakes.ts';
import { namesOf, offered } from './offered.ts';
import type { Configured, Provider } from './provider.ts';
import { absolutePath, type PathSchema } from './path.ts';
import type { SecretSchema } from './secret.ts';

export interface ChoiceOptions<Common extends core.$ZodObject> {
  /** Providers for another host are not offered, but mistakes name them. */
  readonly host: Host;
  readonly secret: SecretSchema;
  /** Default: absolute paths only. */
  readonly path?: PathSchema;
  /** The field that names the provider. */
  readonly by: 'name' | 'type';
  /** Fields that every provider has here in addition to its own. */
  readonly common: Common;
  /** The provider of a group of fields without a name. */
  readonly fallback?: string;
}

export interface Chosen<Port, Parts, Common> extends Configured<Port, Parts> {
  readonly common: Common;
}

/**
 * The schema of a settings line that chooses a provider: its name, a shorthand (a path, a URL), or its name with its fields.
 * Reports all mistakes at once, and says if a field belongs to another provider.
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
  options: ChoiceOptions<Common>,
): Reading<Port, Parts, core.output<Common>> {
  const wanted = wantedBy(input, providers, options);
  if ('mistakes' in wanted) return wanted;
  const { provider, fields } = wanted;
  const { secret, path = absolutePath, common } = options;
  const commonFields = Object.keys(common._zod.def.shape);
  const shared = checkAgainst(
    pick(fields, (field) => commonFields.includes(field)),
    common,
  );
  const own = checkAgainst(
    pick(fields, (field) => !commonFields.includes(field)),
    provider.schema(secret, path),
  );
  if (!shared.mistakes && !own.mistakes) return { chosen: { ...own.value, common: shared.value } };
  const explained = own.mistakes?.map((each) => explain(each, provider, providers, common)) ?? [];
  return { mistakes: [...(shared.mistakes ?? []), ...explained] };
}

type Wanted<Port, Parts> =
  | {
      readonly provider: Provider<Port, Parts>;
      readonly fields: Readonly<Record<string, unknown>>;
    }
  | { readonly mistakes: readonly Mistake[] };

function wantedBy<Port, Parts>(
  input: unknown,
  providers: readonly Provider<Port, Parts>[],
  { by, host, fallback, common }: Omit<ChoiceOptions<core.$ZodObject>, 'secret'>,
): Wanted<Port, Parts> {
  const here = offered(providers, host);
  const named = (name: string, fields: object, path: Mistake['path']): Wanted<Port, Parts> => {
    const provider = providers.find((one) => one.name === name);
    if (!provider) return refuse(path, unknownName(name, here));
    return here.includes(provider)
      ? { provider, fields: { ...fields } }
      : refuse(path, notHere(provider, here));
  };
  if (typeof input === 'string') {
    return (!isNearlyAName(input, providers) && shorthandOf(input, here)) || named(input, {}, []);
  }
  if (!isRecord(input)) {
    const message = `must be a name (${namesOf(here)}) or a group of fields with ${by}`;
    return refuse([], input === undefined ? `is missing; ${message}` : message);
  }
  const { [by]: name = fallback, ...fields } = input;
  const missing = name === undefined ? 'is missing; ' : '';
  const wanted =
    typeof name === 'string'
      ? named(name, fields, [by])
      : refuse([by], `${missing}must be one of ${namesOf(here)}`);
  if ('provider' in wanted) return wanted;
  return { mistakes: [...wanted.mistakes, ...unknownFields(fields, by, common, providers)] };
}

function refuse(path: Mistake['path'], message: string): { readonly mistakes: readonly Mistake[] } {
  return { mistakes: [{ path, message }] };
}

function shorthandOf<Port, Parts>(
  text: string,
  providers: readonly Provider<Port, Parts>[],
): Wanted<Port, Parts> | undefined {
  for (const provider of providers) {
    const fields = provider.shorthand?.(text);
    if (fields) return { provider, fields };
  }
  return undefined;
}

function pick(
  fields: Readonly<Record<string, unknown>>,
  wanted: (field: string) => boolean,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => wanted(field)));
}
