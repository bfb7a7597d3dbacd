import * as z from 'zod/mini';
import type * as core from 'zod/v4/core';
import type { ChoiceOptions } from './choice-of.ts';
import { absolutePath } from './path.ts';
import { offered } from './offered.ts';
import type { Provider } from './provider.ts';

/** What `choiceOf` accepts, for the JSON Schema of a settings file. */
export function choiceInput<Common extends core.$ZodObject>(
  providers: readonly Provider<unknown, never>[],
  { host, secret, path = absolutePath, by, common, fallback }: ChoiceOptions<Common>,
): core.$ZodType {
  const here = offered(providers, host);
  const word = here.some(({ shorthand }) => shorthand)
    ? z.string()
    : z.enum(here.map(({ name }) => name));
  const groups = here.map((provider) => {
    const name = z.literal(provider.name);
    return z.strictObject({
      [by]: provider.name === fallback ? z.optional(name) : name,
      ...common._zod.def.shape,
      ...provider.fields(secret, path)._zod.def.shape,
    });
  });
  return z.union([word, ...groups]);
}
