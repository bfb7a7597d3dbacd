import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';
import { keepingProblem } from './prepared-model.ts';

/** Where prepared models are kept: `$XDG_CACHE_HOME/glyphwatch/models`, or what the platform has for it. */
export function userCache(): string {
  return join(envPaths('glyphwatch', { suffix: '' }).cache, 'models');
}

/** Beside the code of a deployed function, whose file system is read-only. */
const BUILT_IN = new URL('./prepared-models', import.meta.url);

/** Where prepared models are: those that were deployed with this code, else the user's cache. */
export function modelFolder(): string {
  const builtIn = fileURLToPath(BUILT_IN);
  return existsSync(builtIn) ? builtIn : userCache();
}

/** What it costs if nothing can be kept there, and the cure; `undefined` if all is well. */
export async function userCacheProblem(): Promise<string | undefined> {
  const reason = await keepingProblem(userCache());
  return (
    reason &&
    `The text models cannot be kept as prepared (${reason}), so every start takes longer and more memory. ` +
      'Make that folder writable, or set XDG_CACHE_HOME to one that is.'
  );
}
