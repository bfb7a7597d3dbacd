import { join } from 'node:path';
import envPaths from 'env-paths';
import { keepingProblem } from './prepared-model.ts';

/** Where prepared models are kept: `$XDG_CACHE_HOME/glyphwatch/models`, or what the platform has for it. */
export function userCache(): string {
  return join(envPaths('glyphwatch', { suffix: '' }).cache, 'models');
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
