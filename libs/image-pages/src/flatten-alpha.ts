/** Difference in opacity between adjacent pixels at the edge of a shape; a soft shadow fades more slowly. */
const MIN_EDGE = 16;
/** Difference between shades that both people and the model see clearly. */
const MIN_CONTRAST = 64;
/** Most pictures are made for a white background, so another one must show this much more of their edges. */
const MIN_GAIN = 0.1;
const WHITE = 255;
const OTHER_BACKGROUNDS = [0, 128];

/**
 * Blends RGBA pixels with a plain background that contrasts with their shapes: white for dark shapes, black for light ones,
 * grey for a mixture of both. Returns RGB.
 */
export function flattenAlpha(rgba: Uint8Array, width: number): Uint8Array<ArrayBuffer> {
  const background = backgroundFor(edgesByShade(rgba, width));
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const opacity = rgba[from + 3]!;
    const blend = background * (255 - opacity);
    rgb[to] = (rgba[from]! * opacity + blend) / 255;
    rgb[to + 1] = (rgba[from + 1]! * opacity + blend) / 255;
    rgb[to + 2] = (rgba[from + 2]! * opacity + blend) / 255;
  }
  return rgb;
}

/** Length of edges against transparency by shade, weighted by opacity; all zero for an opaque picture. */
function edgesByShade(rgba: Uint8Array, width: number): Float64Array {
  const edges = new Float64Array(256);
  const row = 4 * width;
  for (let at = 0; at < rgba.length; at += 4) {
    const next = at + 4;
    const below = at + row;
    if (next % row !== 0) addEdge(rgba, at, next, edges);
    if (below < rgba.length) addEdge(rgba, at, below, edges);
  }
  return edges;
}

function addEdge(rgba: Uint8Array, a: number, b: number, edges: Float64Array): void {
  const step = rgba[a + 3]! - rgba[b + 3]!;
  if (step >= MIN_EDGE) edges[shadeOf(rgba, a)]! += step;
  if (-step >= MIN_EDGE) edges[shadeOf(rgba, b)]! -= step;
}

function shadeOf(rgba: Uint8Array, at: number): number {
  return (rgba[at]! * 2 + rgba[at + 1]! * 5 + rgba[at + 2]!) >> 3;
}

function backgroundFor(edges: Float64Array): number {
  const all = edges.reduce((sum, edge) => sum + edge, 0);
  const shown = (background: number): number =>
    edges.reduce(
      (sum, edge, shade) => (Math.abs(shade - background) >= MIN_CONTRAST ? sum + edge : sum),
      0,
    );
  let best = { background: WHITE, shown: shown(WHITE) + MIN_GAIN * all };
  for (const background of OTHER_BACKGROUNDS) {
    const candidate = { background, shown: shown(background) };
    if (candidate.shown > best.shown) best = candidate;
  }
  return best.background;
}
