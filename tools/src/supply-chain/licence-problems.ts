import satisfies from 'spdx-satisfies';
import type { LockedPackage } from './locked-packages.ts';

/** SPDX ids. They ask for no more than that their text and the authors are named. */
export const ALLOWED: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
];

/** Packages that may have another licence, too. Each is named in NOTICE. */
export const EXCEPTIONS: readonly { packages: RegExp; licence: string; reason: string }[] = [
  {
    packages: /^@img\/sharp-/,
    licence: 'LGPL-3.0-or-later',
    reason: 'libvips in a shared library of its own, unchanged, which users can replace',
  },
];

/** `left-pad 1.0.0: …` for each package whose licence is not allowed, missing or not understood. */
export function licenceProblems(packages: readonly LockedPackage[]): string[] {
  return packages.flatMap((one) => {
    const problem = problemOf(one);
    return problem === undefined ? [] : [`${one.name} ${one.version}: ${problem}`];
  });
}

function problemOf({ name, licence }: LockedPackage): string | undefined {
  if (licence === undefined) return 'states no licence';
  const more = EXCEPTIONS.filter(({ packages }) => packages.test(name));
  try {
    const isAllowed = satisfies(licence, [...ALLOWED, ...more.map((one) => one.licence)]);
    return isAllowed ? undefined : `${licence} is not allowed`;
  } catch {
    return `"${licence}" is no SPDX expression`;
  }
}
