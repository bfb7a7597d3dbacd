/** A pixel's opacity differs this much from its neighbour's where a shape ends; a soft shadow falls off more slowly. */
const MIN_EDGE = 16;
/** Shades that the eye, and the model, tell apart with ease. */
const MIN_CONTRAST = 64;
/** White is what most pictures are made for, so another ground has to show this much more of their edges. */
const MIN_GAIN = 0.1;
const WHITE = 255;
const OTHER_GROUNDS = [0, 128];

/**
 * Lays red, green, blue and opacity on a plain grey from which the shapes stand out, and gives red, green and blue. Dark
 * shapes get white, light ones black, and a mixture of both the grey between.
 */
export function layOnGround(rgba: Uint8Array, width: number): Uint8Array<ArrayBuffer> {
  const ground = groundFor(edgesByShade(rgba, width));
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const opacity = rgba[from + 3]!;
    const shine = ground * (255 - opacity);
    rgb[to] = (rgba[from]! * opacity + shine) / 255;
    rgb[to + 1] = (rgba[from + 1]! * opacity + shine) / 255;
    rgb[to + 2] = (rgba[from + 2]! * opacity + shine) / 255;
  }
  return rgb;
}

/** How much edge against transparency each shade has; all zero for an opaque picture. */
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

function groundFor(edges: Float64Array): number {
  const all = edges.reduce((sum, edge) => sum + edge, 0);
  const shown = (ground: number): number =>
    edges.reduce(
      (sum, edge, shade) => (Math.abs(shade - ground) >= MIN_CONTRAST ? sum + edge : sum),
      0,
    );
  let best = { ground: WHITE, shown: shown(WHITE) + MIN_GAIN * all };
  for (const ground of OTHER_GROUNDS) {
    const candidate = { ground, shown: shown(ground) };
    if (candidate.shown > best.shown) best = candidate;
  }
  return best.ground;
}
