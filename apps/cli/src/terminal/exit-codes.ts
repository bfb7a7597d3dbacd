/** Scripts depend on these numbers: a contract. */
export const EXIT = {
  done: 0,
  matched: 1,
  invalid: 2,
  failed: 3,
  interrupted: 130,
} as const;

export type Exit = (code: number) => void;

export const EXIT_CODES_HELP = `
Exit codes: 0 done  1 a new match, with --fail-on-match  130 stopped
  2 wrong call, settings or rules  3 not all was done, or doctor found a problem`;
