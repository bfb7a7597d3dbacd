import type { Abilities, PortName } from '@glyphwatch/provider';
import type { ListedProvider } from './read-providers.ts';

const PORTS: readonly PortName[] = [
  'TextDetector',
  'ResultStore',
  'Deliveries',
  'DetectionMemory',
  'ResultQueries',
  'AlertReviews',
  'Notifier',
  'ImageSource',
  'WatchlistSource',
];

/*
 * Prettier would pad every cell to its column's width, so that one new row changes all others.
 */
const START = '<!-- prettier-ignore-start -->';
const END = '<!-- prettier-ignore-end -->';

/** Replaces the table in the text of `libs/adapters/README.md`. */
export function withTable(readme: string, providers: readonly ListedProvider[]): string {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start === -1 || end < start) throw new Error(`The README has no ${START} … ${END}.`);
  return `${readme.slice(0, start)}${START}\n${tableOf(providers)}\n${readme.slice(end)}`;
}

function tableOf(providers: readonly ListedProvider[]): string {
  const rows = providers
    .toSorted((a, b) => placeOf(a) - placeOf(b) || a.folder.localeCompare(b.folder))
    .map(({ name, folder, abilities }) => [
      abilities.ports.join(', '),
      `[${name}](${folder}/README.md)`,
      abilities.summary,
      abilities.hosts.join(', ') || 'tests',
      abilities.limits.join('; ') || 'none',
      priceOf(abilities),
      abilities.notShown?.join('; ') ?? 'nothing',
    ]);
  const heads = ['port', 'provider', 'what it is', 'hosts', 'limits', '$ per 1,000', 'not shown'];
  return [heads, heads.map(() => '---'), ...rows].map(rowOf).join('\n');
}

function placeOf({ abilities: { ports } }: ListedProvider): number {
  return Math.min(...ports.map((port) => PORTS.indexOf(port)));
}

function priceOf({ pricePerThousand: price }: Abilities): string {
  return price === undefined ? '–' : String(price);
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
