import type { Image, Line } from '@glyphwatch/console-api/shapes';
import { signal } from '@preact/signals';

/** What is drawn over the picture; kept from image to image. */
export const layers = signal({ matches: true, lines: false, words: false });

export type Layer = keyof typeof layers.value;

export function toggleLayer(layer: Layer): void {
  layers.value = { ...layers.value, [layer]: !layers.value[layer] };
}

let hidden: typeof layers.value | undefined;

/** All off, and back to what was on. */
export function toggleAllLayers(): void {
  const any = Object.values(layers.value).some(Boolean);
  const next = any
    ? { matches: false, lines: false, words: false }
    : (hidden ?? { matches: true, lines: false, words: false });
  hidden = any ? layers.value : undefined;
  layers.value = next;
}

const onPage = (page: number) => (at: { readonly page?: number | undefined }) =>
  (at.page ?? 1) === page;

export const linesOn = (lines: readonly Line[], page: number) => lines.filter(onPage(page));

/** Places of the findings of one rule, or of all, on a page. */
export const matchesOn = (image: Image, page: number, ruleId?: string) =>
  image.findings
    .filter((finding) => ruleId === undefined || finding.ruleId === ruleId)
    .flatMap(({ matches }) => matches.filter(onPage(page)).flatMap(({ polygons }) => polygons));
