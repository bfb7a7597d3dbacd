import { type Command, Option } from 'commander';
import { type Format, FORMATS } from '../terminal/format.ts';
import { countBetween, httpUrl, listOf, pointInTime } from './option-values.ts';
import { SEVERITY_CHOICES, STATUS_CHOICES } from './results/options.ts';

export function formatOption(formats: readonly Format[] = FORMATS): Option {
  return new Option('-f, --format <format>', 'output format').choices(formats).default('table');
}

export function revealOption(): Option {
  return new Option('--reveal', 'show what sensitive rules matched');
}

export function withStoreOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', 'settings file (default: glyphwatch.yaml)')
    .option('-s, --store <file>', 'where results are (default: .glyphwatch/results.db)');
}

export function withScanOptions(command: Command): Command {
  return command
    .option('-r, --rules <file>', 'the rule file; without one, images are only read')
    .option('--no-rules', 'only read, even if the settings name rules')
    .addOption(formatOption())
    .option('--annotate <dir>', 'save pictures of matching images, with boxes')
    .option('-c, --config <file>', 'settings file (default: glyphwatch.yaml)')
    .option('-s, --store <file>', 'where results are (default: .glyphwatch/results.db)')
    .option('--no-store', 'store nothing')
    .option(
      '-w, --workers <n>',
      'images read at once (default: one per core, up to 2)',
      countBetween(1, 64),
    )
    .addOption(revealOption());
}

export function endpointOption(): Option {
  const option = new Option('--endpoint <url>', 'of an S3-compatible store; without one, AWS');
  return option.argParser(httpUrl);
}

export function followLinksOption(): Option {
  return new Option('--follow-links', 'follow symbolic links below a folder, too');
}

export function withPeriodOptions(
  command: Command,
  what: 'images' | 'results' | 'deliveries',
): Command {
  const since = `only ${what} since then: 7d, 24h, 2026-05-31`;
  return command
    .option('--since <when>', since, (text) => pointInTime(text))
    .option('--until <when>', `only ${what} until then`, (text) => pointInTime(text));
}

/** The same for every store, so that what works on a laptop works for a deployed pipeline. */
export function withFilterOptions(command: Command): Command {
  const status = new Option('--status <status>', 'only with this status');
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
    .option('-n, --limit <n>', 'at most this many, 1 to 1000', countBetween(1, 1000), 50)
    .option('--cursor <cursor>', 'continue after the page with this cursor');
}
