import { spawnSync } from 'node:child_process';

/** Free typefaces of signs, screens, print and handwriting, as Debian packages them. */
const FAMILIES = {
  sign: [
    'Roadgeek 2014 Series D',
    'Roboto Condensed',
    'Bebas Neue',
    'Liberation Sans Narrow',
    'DejaVu Sans Condensed',
  ],
  screen: ['Inter', 'Roboto', 'Open Sans', 'Liberation Sans', 'DejaVu Sans'],
  code: ['JetBrains Mono', 'Liberation Mono', 'Courier Prime', 'DejaVu Sans Mono'],
  print: ['Liberation Serif', 'EB Garamond', 'Liberation Sans', 'DejaVu Serif', 'Dosis'],
  hand: ['Dancing Script', 'DkgHandwriting', 'Comic Neue', 'Lobster Two', 'Yanone Kaffeesatz'],
} as const;

export type Use = keyof typeof FAMILIES;

const GENERIC: Readonly<Record<Use, string>> = {
  sign: 'sans bold',
  screen: 'sans',
  code: 'monospace',
  print: 'serif',
  hand: 'serif italic',
};

/** The families for a use that this machine has; a generic one if it has none. */
export function fontsFor(use: Use): readonly string[] {
  const present = FAMILIES[use].filter((family) => installed().has(family));
  return present.length > 0 ? present : [GENERIC[use]];
}

export function missingFonts(): string[] {
  return [...new Set(Object.values(FAMILIES).flat())].filter((family) => !installed().has(family));
}

let families: ReadonlySet<string> | undefined;

function installed(): ReadonlySet<string> {
  families ??= new Set(
    (spawnSync('fc-list', [':', 'family'], { encoding: 'utf8' }).stdout ?? '')
      .split('\n')
      .flatMap((line) => line.split(','))
      .map((family) => family.trim()),
  );
  return families;
}
