import type { Revealed } from '@glyphwatch/console-api/shapes';
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/calls.ts';
import { whyOf } from '../api/why-of.ts';
import { sayFailed } from '../parts/toast.tsx';
import { words } from '../words.ts';

/** What was uncovered for this one look: forgotten with another image or page, on leaving, and when the tab is put away. */
export function useReveal(imageId: string, page: number) {
  const [revealed, setRevealed] = useState<Revealed & { readonly of: string }>();
  const of = `${imageId} ${page}`;
  const hide = () => setRevealed(undefined);
  useEffect(() => {
    addEventListener('pagehide', hide);
    return () => {
      removeEventListener('pagehide', hide);
      hide();
    };
  }, [of]);
  const reveal = async () => {
    try {
      setRevealed({ ...(await api.reveal(imageId, page === 1 ? undefined : page)), of });
    } catch (error) {
      sayFailed(`${words.failed.reveal} ${whyOf(error)}`);
    }
  };
  const shown = revealed?.of === of ? revealed : undefined;
  return { revealed: shown, toggle: () => (shown ? hide() : void reveal()) };
}
