import { developed, grainyCanvas, paint, plainCanvas, stamp } from '../canvas.ts';
import { fontsFor } from '../fonts.ts';
import { drawPanel } from '../panel.ts';
import type { Draw, HardPicture } from '../picture.ts';
import { flat } from '../project.ts';
import type { Random } from '../random.ts';
import { codeOf, lookAlikes } from '../texts.ts';

const PLATES = [
  'AA99 AAA',
  'AAA 999',
  'A99 AAA',
  '999 AAA',
  'AA-999-AA',
  'AA 99 AA',
  '99-AA-99',
] as const;

/** A number plate, slightly from the side. */
export const drawPlate: Draw = async (random) => {
  const text = codeOf(random, random.pick(PLATES));
  const font = `${random.pick(fontsFor('sign'))} bold`;
  const paper = random.pick(['#f5f5f2', '#f4cf2c', '#e9edf2']);
  const panel = await drawPanel([{ text, font, size: 80 }], {
    paper,
    ink: '#111418',
    margin: 16,
    border: '#22262a',
  });
  const canvas = await grainyCanvas({ width: 640, height: 420 }, [70, 74, 80], 0.25, random);
  const pose = {
    x: 320,
    y: 210,
    yaw: random.between(-30, 30),
    pitch: random.between(-15, 15),
    roll: random.between(-5, 5),
    scale: random.between(0.45, 1),
  };
  paint(canvas, panel, flat(panel, pose));
  const camera = { blur: random.between(0, 1), noise: 12, quality: 80 };
  return {
    bytes: await developed(canvas, camera, random),
    ending: 'jpg',
    lines: [text],
    join: true,
  };
};

const FORMS = [
  'AA-9999',
  '99-9999',
  'A9A 9A9',
  '9999-99-99',
  'AAAA9999',
  'A-99/99',
  '99:99',
  'aaaa-9999',
  '9.99 kg',
  '99 mm',
  'AAA.AAA',
  'A99',
  '99A',
  '9999',
  '99,999.99',
] as const;

/** Part numbers, times and prices: digits and letters that look alike. */
export const drawCodes: Draw = (random) =>
  drawRows(
    random,
    Array.from({ length: 10 }, () => codeOf(random, random.pick(FORMS))),
  );

/** Words of letters that look like digits or like each other, which must not be changed. */
export const drawLookAlikes: Draw = (random) =>
  drawRows(
    random,
    [0, 1, 2, 3].map(() => lookAlikes(random, 3).join(' ')),
  );

async function drawRows(random: Random, lines: readonly string[]): Promise<HardPicture> {
  const font = random.pick([...fontsFor('screen'), ...fontsFor('code'), ...fontsFor('print')]);
  const size = random.whole(18, 34);
  const panel = await drawPanel(
    lines.map((text) => ({ text, font, size })),
    { ink: '#202226', align: 'left' },
  );
  const [width, height] = [panel.width + 4 * size, panel.height + 4 * size];
  const canvas = plainCanvas({ width, height }, [246, 246, 243]);
  stamp(canvas, panel, 2 * size, 2 * size);
  return {
    bytes: await developed(canvas, { noise: 3, quality: 88 }, random),
    ending: 'jpg',
    lines,
  };
}
