import type { Image } from '@glyphwatch/console-api/shapes';
import { Button } from '../parts/button.tsx';
import { words } from '../words.ts';
import { layers, toggleLayer, type Layer } from './layers.ts';
import { Overlay } from './overlay.tsx';
import { Picture } from './picture.tsx';
import { useDrag } from './use-drag.ts';
import type { View } from './use-view.ts';
import type { Point, Size } from './view-box.ts';

interface ViewerProps {
  readonly image: Image;
  readonly page: number;
  readonly size: Size;
  readonly ruleId: string | undefined;
  readonly pointed: readonly Point[][];
  readonly revealed: string | undefined;
  readonly view: View;
}

const LAYERS: readonly Layer[] = ['matches', 'lines', 'words'];

/** The picture with what was found, and what changes how it is seen. Nothing here changes the picture itself. */
export function Viewer({ image, page, size, ruleId, pointed, revealed, view }: ViewerProps) {
  const drag = useDrag(view.view);
  const { width, height } = size;
  const { scale, turns } = view;
  return (
    <div class="viewer">
      <div class="viewer-bar" role="toolbar" aria-label={words.viewTools}>
        <Button
          icon="fit"
          label={words.fit}
          keys="z"
          bare
          kind="quiet"
          pressed={view.fitted}
          onClick={view.fit}
        />
        <Button label="1:1" kind="quiet" onClick={() => view.zoomTo(1)} />
        <Button
          icon="zoom-out"
          label={words.zoomOut}
          keys="-"
          bare
          kind="quiet"
          onClick={() => view.zoomBy(-1)}
        />
        <output class="viewer-scale">{Math.round(scale * 100)}%</output>
        <Button
          icon="zoom-in"
          label={words.zoomIn}
          keys="+"
          bare
          kind="quiet"
          onClick={() => view.zoomBy(1)}
        />
        <Button
          icon="rotate"
          label={words.rotate}
          keys="."
          bare
          kind="quiet"
          onClick={() => view.rotate(1)}
        />
        <span class="viewer-layers" role="group" aria-label={words.shown}>
          {LAYERS.map((layer) => (
            <Button
              key={layer}
              label={words.layer[layer]}
              kind="quiet"
              pressed={layers.value[layer]}
              onClick={() => toggleLayer(layer)}
            />
          ))}
        </span>
      </div>
      <div
        ref={view.view}
        class="viewer-view"
        tabIndex={0}
        role="region"
        aria-label={words.picture}
        onScroll={view.onScroll}
        onWheel={(event) => {
          if (!event.ctrlKey) return;
          event.preventDefault();
          view.zoomBy(-Math.sign(event.deltaY));
        }}
        {...drag}
      >
        <div
          class="stage-space"
          style={{ inlineSize: `${view.stage.width}px`, blockSize: `${view.stage.height}px` }}
        >
          <div
            class="stage"
            style={{
              inlineSize: `${width * scale}px`,
              blockSize: `${height * scale}px`,
              transform: `translate(-50%, -50%) rotate(${turns * 90}deg)`,
            }}
          >
            <Picture {...{ image, page, revealed }} shownWidth={width * scale} />
            <Overlay {...{ image, page, ruleId, pointed }} />
          </div>
        </div>
      </div>
    </div>
  );
}
