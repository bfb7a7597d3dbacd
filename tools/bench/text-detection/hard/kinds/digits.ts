import { developed, grainyCanvas, paint, stroke } from '../canvas.ts';
import { fontsFor } from '../fonts.ts';
import { drawPanel } from '../panel.ts';
import type { Draw } from '../picture.ts';
import { flat } from '../project.ts';

/** A table of lone digits and short numbers, as on seats, keys and score sheets. */
export const drawDigits: Draw = async (random) => {
  const [columns, rows, cell] = [random.whole(3, 6), random.whole(3, 5), random.whole(90, 130)];
  const size = { width: columns * cell + 60, height: rows * cell + 60 };
  const canvas = await grainyCanvas(size, [238, 236, 230], 0.05, random);
  const font = random.pick([...fontsFor('screen'), ...fontsFor('print'), ...fontsFor('sign')]);
  const hasGrid = random.chance(0.5);
  const lines: string[] = [];
  for (let i = 0; i < columns * rows; i += 1) {
    const [left, top] = [30 + (i % columns) * cell, 30 + Math.floor(i / columns) * cell];
    if (hasGrid) {
      stroke(canvas, [left, top, left + cell, top], [120, 120, 120], 2);
      stroke(canvas, [left, top, left, top + cell], [120, 120, 120], 2);
    }
    const text = String(
      random.pick([random.whole(0, 9), random.whole(0, 9), random.whole(10, 99)]),
    );
    const panel = await drawPanel([{ text, font, size: random.whole(26, 44) }], { ink: '#222222' });
    paint(canvas, panel, flat(panel, { x: left + cell / 2, y: top + cell / 2 }));
    lines.push(text);
  }
  return {
    bytes: await developed(canvas, { noise: 4, quality: 88 }, random),
    ending: 'jpg',
    lines,
  };
};
