import * as z from 'zod/mini';
import type * as core from 'zod/v4/core';
import type { Abilities, Alphabet } from './abilities.ts';
import type { AwsNeeds } from './aws-needs.ts';
import type { Finding } from './finding.ts';
import type { PathSchema } from './path.ts';
import type { SecretSchema } from './secret.ts';

type Fields = Readonly<Record<string, unknown>>;

/** How an adapter describes itself; `Port` is what it opens, `Parts` what the app passes to it. */
export interface ProviderSpec<Port, Parts, S extends core.$ZodObject> {
  /** The word that chooses it in a settings file. */
  readonly name: string;
  readonly abilities: Abilities;
  /**
   * Its own fields with defaults; none if absent. `secret` is the schema of a field that names a secret, an environment
   * variable on a laptop; `path` that of a field that names a file or folder, relative to the settings file. For the deployed
   * function, the output is JSON and must be valid input again.
   */
  readonly settings?: (secret: SecretSchema, path: PathSchema) => S;
  /** The fields for a text such as a URL or a path; `undefined` if it is not for this provider. */
  readonly shorthand?: (text: string) => Fields | undefined;
  /** For detectors, `TextDetector.identity` without loading anything. Default: the name. */
  readonly identity?: (settings: core.output<S>) => string;
  /** For detectors whose settings change which letters they read. Default: that of `abilities`. */
  readonly alphabet?: (settings: core.output<S>) => Alphabet | undefined;
  /** Loads the adapter and its client, which must not be loaded before. The app disposes of what is disposable. */
  readonly open: (settings: core.output<S>, parts: Parts) => Promise<Port>;
  /** For `providers` and `doctor`: must not change, send or cost anything. Relative paths start at `folder`. */
  readonly check?: (settings: core.output<S>, folder: string) => Promise<readonly Finding[]>;
  /** A URL of the web service it calls, of which only the origin is kept: the rest may be a secret. */
  readonly server?: (settings: core.output<S>) => string | undefined;
  /** For detectors that the deployed function can use. */
  readonly aws?: (settings: core.output<S>) => AwsNeeds;
}

/** A provider with validated settings. */
export interface Configured<Port, Parts> {
  readonly name: string;
  /** With the alphabet of these settings. */
  readonly abilities: Abilities;
  readonly identity: string;
  /** With defaults and secrets; a method, so that printing the object shows no secret. */
  settings(): Fields;
  open(parts: Parts): Promise<Port>;
  /** Default: the current folder. */
  check(folder?: string): Promise<readonly Finding[]>;
  /** `https://hooks.slack.com` */
  readonly server?: string;
  readonly aws?: AwsNeeds;
}

/** A provider that an app can offer; hides the type of its settings. */
export interface Provider<Port, Parts> {
  readonly name: string;
  readonly abilities: Abilities;
  readonly shorthand?: (text: string) => Fields | undefined;
  /** The schema of its own fields, for lists and descriptions. */
  fields(secret: SecretSchema, path: PathSchema): core.$ZodObject;
  schema(secret: SecretSchema, path: PathSchema): core.$ZodType<Configured<Port, Parts>>;
}

export function provider<Port, Parts, S extends core.$ZodObject>(
  spec: ProviderSpec<Port, Parts, S>,
): Provider<Port, Parts> {
  const { name, abilities, shorthand, settings: fields = () => z.strictObject({}) } = spec;
  const configured = (settings: core.output<S>): Configured<Port, Parts> => ({
    ...serverOf(spec.server?.(settings)),
    name,
    abilities: spec.alphabet ? withAlphabet(abilities, spec.alphabet(settings)) : abilities,
    identity: spec.identity?.(settings) ?? name,
    settings: () => settings,
    open: (parts) => spec.open(settings, parts),
    check: async (folder = '.') => (await spec.check?.(settings, folder)) ?? [],
    ...(spec.aws ? { aws: spec.aws(settings) } : {}),
  });
  return {
    name,
    abilities,
    ...(shorthand ? { shorthand } : {}),
    fields,
    schema: (secret, path) => z.pipe(fields(secret, path), z.transform(configured)),
  };
}

function serverOf(url: string | undefined): Pick<Configured<never, never>, 'server'> {
  return url === undefined || !URL.canParse(url) ? {} : { server: new URL(url).origin };
}

function withAlphabet(
  { alphabet: _, ...abilities }: Abilities,
  alphabet: Alphabet | undefined,
): Abilities {
  return { ...abilities, ...(alphabet ? { alphabet } : {}) };
}
