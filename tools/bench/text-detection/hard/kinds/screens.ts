import { developed, plainCanvas, stamp, type Colour } from '../canvas.ts';
import { fontsFor } from '../fonts.ts';
import { drawPanel } from '../panel.ts';
import type { Draw, HardPicture } from '../picture.ts';
import type { Random } from '../random.ts';
import { commonWords, SCREEN_LINES, titleCase } from '../texts.ts';

interface Theme {
  readonly paper: Colour;
  readonly inks: readonly string[];
}

const DARK: Theme = {
  paper: [24, 26, 31],
  inks: ['#e6e6e6', '#9aa0aa', '#5f6672', '#7cc4ff', '#ff7b72'],
};
const LIGHT: Theme = { paper: [255, 255, 255], inks: ['#1f2328', '#656d76', '#9aa2ab', '#0969da'] };

/** A window in dark colours, some of its text dimmed. */
export const drawDarkScreen: Draw = (random) => drawScreen(random, DARK);
export const drawLightScreen: Draw = (random) => drawScreen(random, LIGHT);

async function drawScreen(random: Random, { paper, inks }: Theme): Promise<HardPicture> {
  const [width, height] = [random.whole(900, 1500), random.whole(600, 900)];
  const canvas = plainCanvas({ width, height }, paper);
  const lines: string[] = [];
  const texts = random.shuffled(SCREEN_LINES);
  let y = 40;
  while (y < height - 60 && texts.length > 0) {
    const size = random.pick([13, 14, 15, 16, 20, 28]);
    let x = random.whole(20, 120);
    while (x < width - 460 && texts.length > 0) {
      const text = texts.pop() ?? '';
      const font = random.pick([...fontsFor('screen'), ...fontsFor('code')]);
      const panel = await drawPanel([{ text, font, size }], { ink: random.pick(inks) });
      stamp(canvas, panel, x, Math.round(y));
      lines.push(text);
      x += panel.width + random.whole(80, 200);
    }
    y += size * random.between(1.9, 3);
  }
  return { bytes: await developed(canvas, {}, random), ending: 'png', lines };
}

/** A page full of text that is as wide as a screen. */
export const drawDense: Draw = async (random) => {
  const size = random.pick([15, 16, 17, 18]);
  const [width, height] = random.pick([
    [1920, 540],
    [1280, 800],
    [1600, 600],
  ] as const);
  const canvas = plainCanvas({ width, height }, [255, 255, 255]);
  const font = random.pick([...fontsFor('screen'), ...fontsFor('print')]);
  const pitch = size * random.between(1.3, 1.75);
  const lines: string[] = [];
  for (let y = size; y + 2 * size < height; y += pitch) {
    const words = commonWords(random, 40);
    let text = titleCase(words.shift() ?? '');
    while (text.length * size * 0.5 < width - 12 * size) text += ` ${words.shift() ?? ''}`;
    const panel = await drawPanel([{ text, font, size }], { ink: '#202020' });
    stamp(canvas, panel, size, Math.round(y));
    lines.push(text);
  }
  return { bytes: await developed(canvas, {}, random), ending: 'png', lines };
};
