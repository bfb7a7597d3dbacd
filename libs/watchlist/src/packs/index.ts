import { PERSONAL_DATA } from './personal-data.ts';
import { SAFETY_SIGNS } from './safety-signs.ts';
import { SECRETS } from './secrets.ts';

/** Rule files that come with Glyphwatch, by the name in `extend: pack:NAME`. */
export const PACKS: ReadonlyMap<string, string> = new Map([
  ['secrets', SECRETS],
  ['personal-data', PERSONAL_DATA],
  ['safety-signs', SAFETY_SIGNS],
]);

const PREFIX = 'pack:';

/** The name after `pack:`, if it is one. */
export function packNameOf(path: string): string | undefined {
  return path.startsWith(PREFIX) ? path.slice(PREFIX.length) : undefined;
}
