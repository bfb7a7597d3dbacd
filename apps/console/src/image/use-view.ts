import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { closeUp, fitScale, stageOf, zoomed, type Point, type Size } from './view-box.ts';

/** Zoom, rotation and scrolling of one picture. They stay until another image is shown. */
export function useView(key: string, picture: Size) {
  const view = useRef<HTMLDivElement>(null);
  const box = useSizeOf(view);
  /** Undefined: fit, also when the window changes. */
  const chosen = useSignal<number | undefined>(undefined);
  const turns = useSignal(0);
  const centre = useRef<Point>({ x: 0.5, y: 0.5 });

  const fit = fitScale(box.value, picture, turns.value);
  const scale = chosen.value ?? fit;
  const stage = stageOf(picture, scale, turns.value);

  useLayoutEffect(() => {
    chosen.value = undefined;
    turns.value = 0;
    centre.current = { x: 0.5, y: 0.5 };
  }, [key]);
  // What was in the middle stays in the middle.
  useLayoutEffect(() => {
    const element = view.current;
    if (!element) return;
    element.scrollLeft = centre.current.x * stage.width - element.clientWidth / 2;
    element.scrollTop = centre.current.y * stage.height - element.clientHeight / 2;
  }, [stage.width, stage.height, turns.value]);

  return {
    view,
    scale,
    turns: turns.value,
    stage,
    fitted: chosen.value === undefined,
    fit: () => (chosen.value = undefined),
    zoomBy: (steps: number) => (chosen.value = zoomed(scale, steps)),
    zoomTo: (to: number) => (chosen.value = to),
    rotate: (by: number) => (turns.value = (turns.value + by + 4) % 4),
    show: (polygons: readonly Point[][]) => {
      if (polygons.length === 0) return;
      const close = closeUp(box.value, picture, turns.value, polygons);
      centre.current = close.centre;
      chosen.value = close.scale;
    },
    onScroll: () => {
      const element = view.current;
      if (!element || stage.width === 0) return;
      const { scrollLeft, scrollTop, clientWidth, clientHeight } = element;
      centre.current = {
        x: (scrollLeft + clientWidth / 2) / Math.max(stage.width, clientWidth),
        y: (scrollTop + clientHeight / 2) / Math.max(stage.height, clientHeight),
      };
    },
  };
}

function useSizeOf(view: RefObject<HTMLElement>): Signal<Size> {
  const size = useSignal<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const element = view.current;
    if (!element) return;
    const measure = () => {
      size.value = { width: element.clientWidth, height: element.clientHeight };
    };
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    measure();
    return () => resized.disconnect();
  }, []);
  return size;
}

export type View = ReturnType<typeof useView>;
