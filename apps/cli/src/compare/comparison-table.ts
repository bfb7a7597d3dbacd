import { count, showName, showText } from '../terminal/show.ts';
import type { ComparedDetector, Comparison } from './comparison.ts';

const HEADINGS = ['detector', 'recall', 'precision', 'agreement', 's/image', '$/1,000', 'unread'];
/** The JSON has all. */
const MAX_UNREAD = 5;

export function comparisonTable({ images, labelled, detectors }: Comparison): string {
  const rows = [HEADINGS, ...detectors.map(cellsOf)];
  const widths = HEADINGS.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map((row) =>
    row.map((cell, at) => padded(cell, widths[at] ?? 0, at)).join('  '),
  );
  const about = [`${count(images, 'image')}, ${labelled} of them with labels`];
  if (detectors.length > 1)
    about.push(`agreement: words shared with ${detectors[0]?.name}, of all words of both`);
  return [...lines, ...about, ...detectors.flatMap(notesOf), ''].join('\n');
}

function padded(cell: string, width: number, at: number): string {
  return at === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function cellsOf(detector: ComparedDetector): string[] {
  const { name, recall, precision, agreement, secondsPerImage, pricePerThousand, unread } =
    detector;
  return [
    name,
    ...[recall, precision, agreement].map(percent),
    secondsPerImage.toFixed(2),
    pricePerThousand === undefined ? '–' : pricePerThousand.toFixed(2),
    String(unread.length),
  ];
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${(100 * share).toFixed(1)} %`;
}

function notesOf({ name, unread, truncated }: ComparedDetector): string[] {
  const shown = unread.slice(0, MAX_UNREAD);
  const left = unread.length - shown.length;
  return [
    ...shown.map(
      ({ image, reason }) => `${name} could not read ${showName(image)}: ${showText(reason)}`,
    ),
    ...(left > 0 ? [`${name} could not read ${count(left, 'more image')}`] : []),
    ...(truncated > 0 ? [`${name} did not read ${count(truncated, 'image')} to the end`] : []),
  ];
}
