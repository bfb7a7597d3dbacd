import { GlyphwatchError } from '@glyphwatch/domain';
import type * as z from 'zod/v4/core';
import { checkAgainst } from './check-against.ts';
import { escapeControls } from './escape-controls.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings from environment variables and freezes them. An empty variable counts as not set.
 * Fails with `settings-invalid`: one message names every wrong variable, never its value.
 */
export function readEnvironment<S extends z.$ZodObject>(
  env: Environment,
  schema: S,
): Readonly<z.output<S>> {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value));
  const checked = checkAgainst(set, schema, { once: true });
  if (!checked.mistakes) return deepFreeze(checked.value);
  const lines = checked.mistakes.map(({ path, message }) =>
    escapeControls(`  ${path.join('.')} ${message.replace(/^is missing\b/, 'is not set')}`),
  );
  throw new GlyphwatchError(
    'settings-invalid',
    `Fix these environment variables:\n${lines.join('\n')}`,
  );
}

export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
