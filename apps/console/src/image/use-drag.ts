import { useRef } from 'preact/hooks';

/** Mice drag the view over the picture; fingers scroll by themselves, keys with the arrows. */
export function useDrag(view: { readonly current: HTMLElement | null }) {
  const start = useRef<{ x: number; y: number; left: number; top: number }>();
  return {
    onPointerDown: (event: PointerEvent) => {
      const element = view.current;
      if (!element || event.pointerType !== 'mouse' || event.button !== 0) return;
      const { scrollLeft: left, scrollTop: top } = element;
      start.current = { x: event.clientX, y: event.clientY, left, top };
      element.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent) => {
      const element = view.current;
      if (!element || !start.current) return;
      element.scrollLeft = start.current.left - (event.clientX - start.current.x);
      element.scrollTop = start.current.top - (event.clientY - start.current.y);
    },
    onPointerUp: () => (start.current = undefined),
    onPointerCancel: () => (start.current = undefined),
  };
}
