/** What the command tells its caller. The numbers are a contract. */
export const EXIT = {
  done: 0,
  matched: 1,
  invalid: 2,
  failed: 3,
  interrupted: 130,
} as const;

export type Exit = (code: number) => void;

export const EXIT_CODES_HELP = `
Exit codes:
  0    done
  1    something matched and --fail-on-match was given
  2    the call, the settings or a rule file is wrong
  3    at least one image could not be processed, something could not be kept or told, or aws doctor
       found a problem
  130  stopped by Ctrl-C; the same command goes on where it stopped`;
