import { navigate } from '../url/router.ts';
import { hrefOf } from '../url/route.ts';
import { useKeys } from './use-keys.ts';

/** Keys that work on every screen. */
export function useScreenKeys(onHelp: () => void): void {
  useKeys({
    '?': onHelp,
    'g a': () => navigate(hrefOf('alerts')),
    'g i': () => navigate(hrefOf('images')),
    'g r': () => navigate(hrefOf('rules')),
    'g h': () => navigate(hrefOf('health')),
  });
}
