import * as z from 'zod/mini';
import type * as core from 'zod/v4/core';
import type { Abilities } from './abilities.ts';
import type { AwsNeeds } from './aws-needs.ts';
import type { Finding } from './finding.ts';
import type { SecretSchema } from './secret.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What an adapter says about itself; `Port` is what it opens, `Parts` what the app hands it. */
export interface ProviderSpec<Port, Parts, S extends core.$ZodObject> {
  /** The word that chooses it in a settings file. */
  readonly name: string;
  readonly abilities: Abilities;
  /**
   * Its own fields, with their defaults; none when left out. `secret` reads a field that names a secret: an environment
   * variable on a laptop. For the deployed function the output is JSON, and a valid input again.
   */
  readonly settings?: (secret: SecretSchema) => S;
  /** Fields for a text that is no provider's name, e.g. a URL or a path; `undefined` when it is not for this one. */
  readonly shorthand?: (text: string) => Fields | undefined;
  /** For detectors: see `TextDetector.identity`; known before anything is loaded. Default: the name. */
  readonly identity?: (settings: core.output<S>) => string;
  /** Loads the adapter, and only now its client. The app disposes of what is disposable. */
  readonly open: (settings: core.output<S>, parts: Parts) => Promise<Port>;
  /** For `doctor`: looks without changing, sending or paying anything. */
  readonly check?: (settings: core.output<S>) => Promise<readonly Finding[]>;
  /** For detectors that the deployed function can use. */
  readonly aws?: (settings: core.output<S>) => AwsNeeds;
}

/** A provider with its settings, ready to be opened. */
export interface Configured<Port, Parts> {
  readonly name: string;
  readonly abilities: Abilities;
  readonly identity: string;
  /** As its schema gives them, defaults filled in, secrets included: behind a call, so that printing it shows none. */
  settings(): Fields;
  open(parts: Parts): Promise<Port>;
  check(): Promise<readonly Finding[]>;
  readonly aws?: AwsNeeds;
}

/** A provider that an app can offer; the type of its settings stays inside. */
export interface Provider<Port, Parts> {
  readonly name: string;
  readonly abilities: Abilities;
  readonly shorthand?: (text: string) => Fields | undefined;
  /** Its own fields, for listing and describing them. */
  fields(secret: SecretSchema): core.$ZodObject;
  schema(secret: SecretSchema): core.$ZodType<Configured<Port, Parts>>;
}

export function provider<Port, Parts, S extends core.$ZodObject>(
  spec: ProviderSpec<Port, Parts, S>,
): Provider<Port, Parts> {
  const { name, abilities, shorthand, settings: fields = () => z.strictObject({}) } = spec;
  const configured = (settings: core.output<S>): Configured<Port, Parts> => ({
    name,
    abilities,
    identity: spec.identity?.(settings) ?? name,
    settings: () => settings,
    open: (parts) => spec.open(settings, parts),
    check: async () => (await spec.check?.(settings)) ?? [],
    ...(spec.aws ? { aws: spec.aws(settings) } : {}),
  });
  return {
    name,
    abilities,
    ...(shorthand ? { shorthand } : {}),
    fields,
    schema: (secret) => z.pipe(fields(secret), z.transform(configured)),
  };
}
