import { type Command, Option } from 'commander';
import { type Format, FORMATS } from '../terminal/format.ts';
import { countBetween, listOf, pointInTime } from './option-values.ts';
import { SEVERITY_CHOICES, STATUS_CHOICES } from './results/options.ts';

export function formatOption(formats: readonly Format[] = FORMATS): Option {
  return new Option('-f, --format <format>', 'output format').choices(formats).default('table');
}

export function revealOption(): Option {
  return new Option('--reveal', 'show what sensitive rules matched');
}

export function withStoreOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', 'settings file (default: glyphwatch.yaml in the current folder)')
    .option('-s, --store <file>', 'where results are stored (default: .glyphwatch/results.db)');
}

export function withScanOptions(command: Command): Command {
  return command
    .option('-r, --rules <file>', 'the rule file; without one, images are only read')
    .option('--no-rules', 'only read the text, even if the settings name a rule file')
    .addOption(formatOption())
    .option('--annotate <dir>', 'save a PNG of each matching image, with boxes around the matches')
    .option(
      '-c, --config <file>',
      'settings file (default: glyphwatch.yaml in the current folder or above)',
    )
    .option('-s, --store <file>', 'where results are stored (default: .glyphwatch/results.db)')
    .option('--no-store', 'store nothing')
    .option(
      '-w, --workers <n>',
      'how many images to read in parallel (default: 2, or 1 on a single core)',
      countBetween(1, 64),
    )
    .addOption(revealOption());
}

export function withPeriodOptions(command: Command, what: 'images' | 'results'): Command {
  const since = `only ${what} since then: an age (7d, 24h, 30m) or a date (2026-05-31)`;
  return command
    .option('--since <when>', since, (text) => pointInTime(text))
    .option('--until <when>', `only ${what} until then`, (text) => pointInTime(text));
}

/** The same for every store, so that what works on a laptop works for a deployed pipeline. */
export function withFilterOptions(command: Command): Command {
  const status = new Option('--status <status>', 'only results with this status');
  command
    .addOption(status.choices(STATUS_CHOICES))
    .option('--path <glob>', 'only these images; a folder: all below it')
    .option('--rule <id>', 'only images that this rule matches')
    .option(
      '--severity <levels>',
      'only matches this severe: high,critical',
      listOf(SEVERITY_CHOICES),
    )
    .option('--channel <name>', 'only matches for this channel');
  return withPeriodOptions(command, 'results');
}

export function withQueryOptions(command: Command): Command {
  return withFilterOptions(command)
    .option('-n, --limit <n>', 'maximum number of results, 1 to 1000', countBetween(1, 1000), 50)
    .option('--cursor <cursor>', 'continue after the page that printed this cursor');
}
