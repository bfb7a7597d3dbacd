import {
  type Canvas,
  type Colour,
  developed,
  grainyCanvas,
  paint,
  plainCanvas,
} from '../text-detection/hard/canvas.ts';
import { fontsFor } from '../text-detection/hard/fonts.ts';
import { drawPanel, type Panel } from '../text-detection/hard/panel.ts';
import { around, flat, type Projection } from '../text-detection/hard/project.ts';
import type { Random } from '../text-detection/hard/random.ts';
import type { Conditions } from './conditions.ts';
import { NEIGHBOURS } from './phrases.ts';

const FONT_SIZE = 64;
/** Of the fonts that are used. */
const CAP_HEIGHT = 0.72 * FONT_SIZE;
const SIZE = { width: 960, height: 640 };
const PAPERS: readonly (readonly [paper: string, ink: string])[] = [
  ['#f4f4f0', '#101010'],
  ['#c01820', '#ffffff'],
  ['#0a4ea0', '#ffffff'],
  ['#f2c500', '#151515'],
  ['#1d1f21', '#e8e8e0'],
];

/** A JPEG of a panel that shows the phrase, and perhaps other words, under these conditions. */
export async function plant(
  phrase: string,
  conditions: Conditions,
  random: Random,
): Promise<Buffer> {
  const panel = await panelWith(phrase, random);
  const canvas = await ground(random);
  const room = Math.min(SIZE.width / panel.width, SIZE.height / panel.height) * 0.95;
  // A phrase too long for its size is drawn smaller, as large as fits.
  const scale = Math.min(conditions.capHeight / CAP_HEIGHT, room);
  paint(canvas, panel, placed(panel, conditions, scale, random));
  fade(canvas, conditions.contrast, random);
  const { noise, quality, blur } = conditions;
  const camera = { noise, quality: Math.round(quality), blur: blur * scale * CAP_HEIGHT };
  return developed(canvas, camera, random);
}

async function panelWith(phrase: string, random: Random): Promise<Panel> {
  const [paper, ink] = random.pick(PAPERS);
  const font = `${random.pick(fontsFor(random.pick(['sign', 'screen', 'print'] as const)))}${random.chance(0.5) ? ' bold' : ''}`;
  const beside = random.chance(0.5) ? [random.pick(NEIGHBOURS)] : [];
  const lines = [...wrapped(phrase, random), ...beside];
  return drawPanel(
    lines.map((text) => ({ text, font, size: FONT_SIZE })),
    { paper, ink, margin: random.whole(12, 40) },
  );
}

/** As signs do: on one line, or a word or two on each. */
function wrapped(phrase: string, random: Random): string[] {
  const words = phrase.split(' ');
  if (words.length === 1 || random.chance(0.5)) return [phrase];
  const first = random.whole(1, words.length - 1);
  return [words.slice(0, first).join(' '), words.slice(first).join(' ')];
}

function ground(random: Random): Promise<Canvas> | Canvas {
  const grey = random.whole(60, 190);
  const colour: Colour = [grey, grey + random.whole(-15, 15), grey + random.whole(-15, 15)];
  return random.chance(0.3) ? plainCanvas(SIZE, colour) : grainyCanvas(SIZE, colour, 0.35, random);
}

function placed(
  panel: Panel,
  { yaw, pitch, bend }: Conditions,
  scale: number,
  random: Random,
): Projection {
  const pose = { x: SIZE.width / 2, y: SIZE.height / 2, roll: random.between(-6, 6), scale };
  if (bend === 0) return flat(panel, { ...pose, yaw, pitch });
  const radius = panel.width / 2 / ((bend * Math.PI) / 180);
  return around(panel, pose, { radius, bend: random.between(0, 0.3) });
}

/** Less contrast, and light that falls off to one side. */
function fade({ width, pixels }: Canvas, contrast: number, random: Random): void {
  const falloff = random.between(0, 0.4);
  for (let i = 0; i < pixels.length; i += 1) {
    const across = (Math.floor(i / 3) % width) / width;
    const light = 1 - falloff * across;
    pixels[i] = Math.min(255, (128 + ((pixels[i] ?? 0) - 128) * contrast) * light);
  }
}
