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
  1    something matched that is not in the baseline, and --fail-on-match was given
  2    the command line, the settings or a rule file is invalid
  3    an image could not be processed or was read only in part, something could not be saved or sent, or aws doctor found a problem
  130  stopped by Ctrl-C or SIGTERM; run the same command again to continue`;
