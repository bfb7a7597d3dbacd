import { Command, Option } from 'commander';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { countBetween, formatOption, pointInTime, type Format } from '../option-values.ts';

export interface ShowOptions {
  readonly format: Format;
  readonly config?: string;
  readonly store?: string;
  readonly reveal?: boolean;
}

export interface QueryOptions {
  readonly status?: string;
  readonly rule?: string;
  readonly since?: number;
  readonly until?: number;
  readonly limit: number;
  readonly cursor?: string;
}

export type ListOptions = ShowOptions & QueryOptions;

/** Spelt out, so that `--help` needs nothing of the domain; a spec compares it with the domain's list. */
export const STATUS_CHOICES = [
  'PROCESSING',
  'MATCHED',
  'NO_MATCH',
  'NO_TEXT',
  'UNSUPPORTED',
  'GONE',
  'FAILED',
] as const;

export function resultsCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('results')
    .description('look at what is kept: list, search, show')
    .addCommand(listCommand(io, exit))
    .addCommand(searchCommand(io, exit))
    .addCommand(showCommand(io, exit))
    .addHelpText('after', HELP);
}

function listCommand(io: Io, exit: (code: number) => void): Command {
  return withQueryOptions(withStoreOptions(new Command('list')))
    .description('list results, newest first')
    .addHelpText('after', HELP)
    .action(async (options: ListOptions) => {
      const { runResultsList } = await import('../run-results.ts');
      exit(await runResultsList(undefined, options, io));
    });
}

function searchCommand(io: Io, exit: (code: number) => void): Command {
  return withQueryOptions(withStoreOptions(new Command('search')))
    .description('list results whose text holds all these words')
    .argument('<word...>', 'words; upper and lower case are the same')
    .addHelpText('after', HELP)
    .action(async (words: string[], options: ListOptions) => {
      const { runResultsList } = await import('../run-results.ts');
      exit(await runResultsList(words.join(' '), options, io));
    });
}

function showCommand(io: Io, exit: (code: number) => void): Command {
  return withStoreOptions(new Command('show'))
    .description(
      'show all that is kept about one image: text, matches, near misses, what is still to be told',
    )
    .argument('<image>', 'its path')
    .addHelpText('after', HELP)
    .action(async (image: string, options: ShowOptions) => {
      const { runResultsShow } = await import('../run-results.ts');
      exit(await runResultsShow(image, options, io));
    });
}

export function withStoreOptions(command: Command): Command {
  return command
    .addOption(formatOption())
    .option('-c, --config <file>', 'the settings (default: glyphwatch.yaml here)')
    .option('-s, --store <file>', 'where results are kept (default: .glyphwatch/results.db)')
    .option('--reveal', 'show what sensitive rules matched');
}

export function withQueryOptions(command: Command): Command {
  return command
    .addOption(new Option('--status <status>', 'only this status').choices(STATUS_CHOICES))
    .option('--rule <id>', 'only images that this rule matches')
    .option('--since <when>', 'only from then on: 7d, 24h, 30m, 2026-05-31', (text) =>
      pointInTime(text),
    )
    .option('--until <when>', 'only until then', (text) => pointInTime(text))
    .option('-n, --limit <n>', 'at most so many, 1 to 1000', countBetween(1, 1000), 50)
    .option('--cursor <cursor>', 'go on where the page before ended; it is printed there');
}

const HELP = `
Examples:
  glyphwatch results list --status MATCHED --since 7d
  glyphwatch results list --rule gate-sign --format jsonl
  glyphwatch results search keep out
  glyphwatch results show photos/gate.jpg
${EXIT_CODES_HELP}`;
