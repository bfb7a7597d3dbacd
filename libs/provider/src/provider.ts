import * as z from 'zod/mini';
import type * as core from 'zod/v4/core';
import type { Abilities } from './abilities.ts';
import type { AwsNeeds } from './aws-needs.ts';
import type { Finding } from './finding.ts';
import type { SecretSchema } from './secret.ts';

/** What an adapter says of itself; `Port` is what it opens, `Parts` what the app hands it. */
export interface ProviderSpec<Port, Parts, S extends core.$ZodObject> {
  /** The word that chooses it in a settings file. */
  readonly name: string;
  readonly abilities: Abilities;
  /** Its own fields. `secret` reads a field that names a secret: a variable on a laptop. Defaults stand here. */
  readonly settings: (secret: SecretSchema) => S;
  /** Fields for a text that is no provider's name, e.g. a URL or a path; `undefined` when it is not for this one. */
  readonly shorthand?: (text: string) => Readonly<Record<string, unknown>> | undefined;
  /** For detectors: see `TextDetector.identity`; known before anything is loaded. Default: the name. */
  readonly identity?: (settings: core.output<S>) => string;
  /** Loads the adapter, and only now its client. What is disposable is disposed of by the app. */
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
  /** As its schema gives them, defaults filled in, secrets included: never print them. */
  readonly settings: unknown;
  readonly identity: string;
  open(parts: Parts): Promise<Port>;
  check(): Promise<readonly Finding[]>;
  readonly aws?: AwsNeeds;
}

/** A provider that an app can offer: its settings' type is nobody else's business. */
export interface Provider<Port, Parts> {
  readonly name: string;
  readonly abilities: Abilities;
  /** Names of its own fields. */
  readonly fields: readonly string[];
  readonly shorthand?: (text: string) => Readonly<Record<string, unknown>> | undefined;
  schema(secret: SecretSchema): core.$ZodType<Configured<Port, Parts>>;
}

export function provider<Port, Parts, S extends core.$ZodObject>(
  spec: ProviderSpec<Port, Parts, S>,
): Provider<Port, Parts> {
  const { name, abilities, shorthand } = spec;
  const configured = (settings: core.output<S>): Configured<Port, Parts> => ({
    name,
    abilities,
    settings,
    identity: spec.identity?.(settings) ?? name,
    open: (parts) => spec.open(settings, parts),
    check: async () => (await spec.check?.(settings)) ?? [],
    ...(spec.aws ? { aws: spec.aws(settings) } : {}),
  });
  return {
    name,
    abilities,
    fields: Object.keys(spec.settings(z.string())._zod.def.shape),
    ...(shorthand ? { shorthand } : {}),
    schema: (secret) => z.pipe(spec.settings(secret), z.transform(configured)),
  };
}
