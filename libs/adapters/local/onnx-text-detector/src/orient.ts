import type { Models } from './models.ts';
import type { Rectangle } from './quad.ts';
import { isStanding, turn } from './quad.ts';
import { readStrip, type StripReading } from './read-line.ts';
import { cutStrip } from './strip.ts';
import type { Picture } from './picture.ts';
import { stripInput, stripShape } from './network-inputs.ts';

/** A located line; `known` is set if it has been recognised already. */
export interface Line {
  readonly rectangle: Rectangle;
  readonly known?: StripReading;
}

/** Input width of the orientation model. It sees the middle of longer lines, which it would otherwise squeeze too much. */
const WINDOW_WIDTH = 192;
/** How many of the widest lines vote. */
const VOTERS = 5;
const WITNESSES = 3;
/** Upside-down lines are hardly ever recognised with this much confidence. */
const SURE = 0.9;
/** Above this vote for "upside down", the lines are recognised both ways to decide. */
const DOUBT = 0.3;

/** Turns either all lines of one direction upright, or none. */
export async function orient(
  models: Models,
  picture: Picture,
  lines: readonly Rectangle[],
): Promise<Line[]> {
  const widest = lines.toSorted((a, b) => b.width / b.height - a.width / a.height);
  const witnesses = widest.slice(0, WITNESSES);
  const asIs = await readAll(models, picture, witnesses);
  if (lines.length === 0 || meanOf(asIs) >= SURE) return withReadings(lines, asIs);
  if (
    !lines.some(isStanding) &&
    (await voteFlipped(models, picture, widest.slice(0, VOTERS))) <= DOUBT
  ) {
    return withReadings(lines, asIs);
  }
  const turned = new Map(lines.map((line) => [line, turn(line, 2)]));
  const turnedOver = (line: Rectangle) => turned.get(line) ?? line;
  const flipped = await readAll(models, picture, witnesses.map(turnedOver));
  return meanOf(flipped) > meanOf(asIs)
    ? withReadings(lines.map(turnedOver), flipped)
    : withReadings(lines, asIs);
}

type Readings = ReadonlyMap<Rectangle, StripReading>;

async function readAll(
  models: Models,
  picture: Picture,
  lines: readonly Rectangle[],
): Promise<Readings> {
  const readings = new Map<Rectangle, StripReading>();
  for (const line of lines) readings.set(line, await readStrip(models, picture, line));
  return readings;
}

function meanOf(readings: Readings): number {
  const sum = [...readings.values()].reduce((total, { reading }) => total + reading.confidence, 0);
  return sum / readings.size;
}

function withReadings(lines: readonly Rectangle[], readings: Readings): Line[] {
  return lines.map((rectangle) => {
    const known = readings.get(rectangle);
    return { rectangle, ...(known ? { known } : {}) };
  });
}

/** Mean probability that the lines are upside down. */
async function voteFlipped(
  { orientation }: Models,
  picture: Picture,
  lines: readonly Rectangle[],
): Promise<number> {
  let [votes, weight] = [0, 0];
  for (const line of lines) {
    const strip = cutStrip(picture, line);
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
