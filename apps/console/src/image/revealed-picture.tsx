import { useEffect, useRef } from 'preact/hooks';

/** Drawn, not linked: no address, cache or history holds it, and the policy for images need not allow data URLs. */
export function RevealedPicture({ data, label }: { data: string; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let ended = false;
    void createImageBitmap(blobOf(data)).then((bitmap) => {
      if (!ended && canvas.current) {
        canvas.current.width = bitmap.width;
        canvas.current.height = bitmap.height;
        canvas.current.getContext('2d')?.drawImage(bitmap, 0, 0);
      }
      bitmap.close();
    });
    return () => {
      ended = true;
    };
  }, [data]);
  return <canvas ref={canvas} class="picture" role="img" aria-label={label} />;
}

function blobOf(dataUrl: string): Blob {
  const [head = '', base64 = ''] = dataUrl.split(',');
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  return new Blob([bytes], { type: /data:([^;]+)/.exec(head)?.[1] ?? 'image/webp' });
}
