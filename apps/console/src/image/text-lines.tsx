import type { Image } from '@glyphwatch/console-api/shapes';
import { Button } from '../parts/button.tsx';
import { say } from '../parts/toast.tsx';
import { Said } from '../text/said.tsx';
import { fixed } from '../text/times.ts';
import { words } from '../words.ts';
import { linesOn } from './layers.ts';
import type { Point } from './view-box.ts';

interface TextLinesProps {
  readonly image: Image;
  readonly page: number;
  readonly onPoint: (polygons: readonly Point[][]) => void;
  readonly onShow: (polygons: readonly Point[][]) => void;
}

/** Everything that was read on the page, line by line; pointing at a line shows where it is. */
export function TextLines({ image, page, onPoint, onShow }: TextLinesProps) {
  const lines = linesOn(image.lines, page);
  if (lines.length === 0) return <p class="hint">{words.noText}</p>;
  const copy = async () => {
    await navigator.clipboard.writeText(lines.map(({ text }) => text).join('\n'));
    say(words.copied);
  };
  return (
    <>
      <ol class="lines">
        {lines.map(({ text, confidence, polygon }, index) => (
          <li
            key={index}
            onPointerEnter={() => onPoint([polygon])}
            onPointerLeave={() => onPoint([])}
          >
            <button
              type="button"
              class="line"
              title={`${words.confidence} ${fixed(confidence)}`}
              onFocus={() => onPoint([polygon])}
              onBlur={() => onPoint([])}
              onClick={() => onShow([polygon])}
            >
              <Said text={text} />
            </button>
          </li>
        ))}
      </ol>
      <Button icon="copy" label={words.copyText} onClick={() => void copy()} />
    </>
  );
}
