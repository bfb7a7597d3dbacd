import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { words } from '../words.ts';
import { Failure, Loading } from './states.tsx';

/** A part of the page that a first look does not need: a chunk of its own, loaded when it is first shown or at leisure. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>) {
  let loaded: ComponentType<P> | undefined;
  const start = async () => (loaded ??= await load());
  atLeisure.push(start);
  return function Lazy(props: P) {
    const [, setReady] = useState(loaded !== undefined);
    const [error, setError] = useState<unknown>();
    useEffect(() => {
      if (!loaded) start().then(() => setReady(true), setError);
    }, []);
    if (loaded) {
      const Part = loaded;
      return <Part {...props} />;
    }
    return error === undefined ? <Loading /> : <Failure error={error} title={words.failed.chunk} />;
  };
}

const atLeisure: (() => Promise<unknown>)[] = [];

/** Fetches all parts once the first look is over, so that later ones do not wait. */
export function fetchAtLeisure(): void {
  setTimeout(() => {
    for (const start of atLeisure) start().catch(() => undefined);
  }, 1_500);
}
