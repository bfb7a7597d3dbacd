import type { Models } from './models.ts';
import type { Rectangle } from './quad.ts';
import { turn } from './quad.ts';
import { recognize, type Reading } from './recognize.ts';
import { flip, type Strip } from './strip.ts';
import { stripInput, stripShape } from './network-inputs.ts';

/** A text line on its way: where it is, how it looks, and what was read already. */
export interface Line {
  readonly rectangle: Rectangle;
  readonly strip: Strip;
  readonly reading?: Reading;
}

/** The orientation model's input; it would squash longer lines beyond recognition, so it sees their middle. */
const WINDOW_WIDTH = 192;
/** The widest lines tell most. */
const VOTERS = 9;
const WITNESSES = 3;
/** Vote for "upside down" above which the lines are read both ways to make sure. */
const DOUBT = 0.3;

/** Turns the lines of one direction right way up, all of them or none. */
export async function orient(models: Models, lines: readonly Line[]): Promise<Line[]> {
  if (lines.length === 0) return [];
  const isStanding = lines.some(({ rectangle }) => rectangle.angle > Math.PI / 4);
  const widest = lines.toSorted((a, b) => b.strip.width - a.strip.width);
  if (!isStanding && (await voteFlipped(models, widest.slice(0, VOTERS))) <= DOUBT)
    return [...lines];
  const readings = new Map<Line, { asIs: Reading; flipped: Reading }>();
  for (const line of widest.slice(0, WITNESSES)) {
    readings.set(line, {
      asIs: await recognize(models, line.strip),
      flipped: await recognize(models, flip(line.strip)),
    });
  }
  const isFlipped =
    weigh([...readings.values()].map(({ flipped }) => flipped)) >
    weigh([...readings.values()].map(({ asIs }) => asIs));
  return lines.map((line) => {
    const { asIs, flipped } = readings.get(line) ?? {};
    const reading = isFlipped ? flipped : asIs;
    return {
      rectangle: isFlipped ? turn(line.rectangle, 2) : line.rectangle,
      strip: isFlipped ? flip(line.strip) : line.strip,
      ...(reading ? { reading } : {}),
    };
  });
}

/** How strongly the lines look upside down, 0…1. */
async function voteFlipped({ orientation }: Models, lines: readonly Line[]): Promise<number> {
  let [votes, weight] = [0, 0];
  for (const { strip } of lines) {
    const start = Math.max(0, Math.floor((strip.width - WINDOW_WIDTH) / 2));
    const [, flipped = 0] = await orientation.run(
      stripShape(WINDOW_WIDTH),
      stripInput(strip, WINDOW_WIDTH, start),
    );
    const share = Math.min(strip.width, WINDOW_WIDTH);
    votes += flipped * share;
    weight += share;
  }
  return weight === 0 ? 0 : votes / weight;
}

function weigh(readings: readonly Reading[]): number {
  return readings.reduce((sum, { confidence }) => sum + confidence, 0);
}
