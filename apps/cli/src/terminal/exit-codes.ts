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
Exit codes: 0 done  1 --fail-on-match  2 wrong call  3 incomplete  130 stopped`;
