import type { Mistake } from '@glyphwatch/document-reader/environment';
import { nearestWord, suggestion } from '@glyphwatch/document-reader/nearest-word';
import type * as core from 'zod/v4/core';
import type { Host } from './abilities.ts';
import { fieldNames, namesOf } from './offered.ts';
import type { Provider } from './provider.ts';

export function unknownName(name: string, here: readonly { readonly name: string }[]): string {
  const meant = suggestion(
    name,
    here.map((one) => one.name),
  );
  return `must be one of ${namesOf(here)}${meant}`;
}

/** A bare word close to a name is a typo rather than, say, the path of a file. */
export function isNearlyAName(
  text: string,
  providers: readonly { readonly name: string }[],
): boolean {
  const names = providers.map(({ name }) => name);
  return /^[a-z-]+$/i.test(text) && nearestWord(text, names) !== undefined;
}

/** What can be said of a group whose provider is unclear: fields that no provider has. */
export function unknownFields(
  fields: Readonly<Record<string, unknown>>,
  by: string,
  common: core.$ZodObject,
  providers: readonly Provider<unknown, never>[],
): Mistake[] {
  const known = [by, ...Object.keys(common._zod.def.shape), ...providers.flatMap(fieldNames)];
  return Object.keys(fields)
    .filter((field) => !known.includes(field))
    .map((field) => ({
      path: [field],
      message: `is an unknown key${suggestion(field, known)}`,
    }));
}

const PLACES: Readonly<Record<Host, string>> = {
  laptop: 'on your own machine',
  function: 'in the deployed function',
};

export function notHere(
  { name, abilities }: Provider<unknown, never>,
  here: readonly { readonly name: string }[],
): string {
  const there = abilities.hosts.map((host) => PLACES[host]).join(' and ') || 'in tests';
  return `${name} runs only ${there}; here you can use ${namesOf(here)}`;
}

/** A field of another provider is misplaced; any other unknown field is a typo. */
export function explain(
  mistake: Mistake,
  provider: Provider<unknown, never>,
  providers: readonly Provider<unknown, never>[],
  common: core.$ZodObject,
): Mistake {
  const { path } = mistake;
  const [field] = path;
  if (path.length !== 1 || typeof field !== 'string' || fieldNames(provider).includes(field)) {
    return mistake;
  }
  if (fieldNames(provider).includes(`${field}From`)) {
    return { path, message: secretInFile(field) };
  }
  const owners = providers.filter((one) => fieldNames(one).includes(field));
  if (owners.length > 0) {
    return { path, message: `belongs to ${namesOf(owners)}, not to ${provider.name}` };
  }
  const known = [...Object.keys(common._zod.def.shape), ...fieldNames(provider)];
  const list = known.length > 0 ? `; valid keys are ${known.join(', ')}` : '';
  return { path, message: `is an unknown key${suggestion(field, known) || list}` };
}

function secretInFile(field: string): string {
  const variable = field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  return `is a secret, which does not belong in the file: set it as an environment variable and name that, like ${field}From: ${variable}`;
}
