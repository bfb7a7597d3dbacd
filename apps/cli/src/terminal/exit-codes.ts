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
Exit codes:
  0    done
  1    something matched and is not in the baseline, with --fail-on-match
  2    the command line, the settings or a rule file is invalid
  3    an image was not read or only in part, something was not saved or sent,
       or aws doctor found a problem
  130  stopped by Ctrl-C or SIGTERM; run the same command again to continue`;
