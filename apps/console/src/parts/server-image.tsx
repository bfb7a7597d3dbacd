import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { hasToken, reach } from '../api/request.ts';

type ServerImageProps = Omit<JSX.IntrinsicElements['img'], 'src' | 'onError'> & {
  readonly src: string;
  readonly onError?: () => void;
};

/** A picture of the server. Browsers send no token for pictures, so with one it is fetched; the policy allows data URLs already. */
export function ServerImage({ src, onError, ...rest }: ServerImageProps) {
  const [fetched, setFetched] = useState<string>();
  useEffect(() => {
    if (!hasToken()) return undefined;
    const leaving = new AbortController();
    setFetched(undefined);
    dataUrl(src, leaving.signal).then(setFetched, () => leaving.signal.aborted || onError?.());
    return () => leaving.abort();
  }, [src]);
  return <img {...rest} src={hasToken() ? fetched : src} onError={() => onError?.()} />;
}

async function dataUrl(path: string, signal: AbortSignal): Promise<string> {
  const answer = await reach(path, { signal });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  const blob = await answer.blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('The picture cannot be read.'));
    reader.readAsDataURL(blob);
  });
}
