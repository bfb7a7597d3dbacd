import { type Command, Option } from 'commander';
import { type Format, FORMATS } from '../terminal/format.ts';
import { countBetween, pointInTime } from './option-values.ts';
import { STATUS_CHOICES } from './results/options.ts';

export function formatOption(formats: readonly Format[] = FORMATS): Option {
  return new Option('-f, --format <format>', 'how to print').choices(formats).default('table');
}

export function revealOption(): Option {
  return new Option('--reveal', 'show what sensitive rules matched');
}

/** For commands that look into the store of this machine. */
export function withStoreOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', 'the settings (default: glyphwatch.yaml here)')
    .option('-s, --store <file>', 'where results are stored (default: .glyphwatch/results.db)');
}

/** What `scan` and `watch` have in common. */
export function withScanOptions(command: Command): Command {
  return command
    .option('-r, --rules <file>', 'the rule file; without one, images are only read')
    .option('--no-rules', 'only read, even if the settings name a rule file')
    .addOption(formatOption())
    .option('--annotate <dir>', 'save each image with a match as a PNG, its matches boxed')
    .option(
      '-c, --config <file>',
      'the settings (default: glyphwatch.yaml beside the images or here)',
    )
    .option('-s, --store <file>', 'where results are stored (default: .glyphwatch/results.db)')
    .option('--no-store', 'store nothing')
    .option(
      '-w, --workers <n>',
      'images read at once (default: 2, or 1 on one core)',
      countBetween(1, 64),
    )
    .addOption(revealOption());
}

/** Which results to list, wherever they are stored. */
export function withQueryOptions(command: Command): Command {
  return command
    .addOption(new Option('--status <status>', 'only this status').choices(STATUS_CHOICES))
    .option('--rule <id>', 'only images that this rule matches')
    .option('--since <when>', 'only since then: 7d, 24h, 30m, 2026-05-31', (text) =>
      pointInTime(text),
    )
    .option('--until <when>', 'only until then', (text) => pointInTime(text))
    .option('-n, --limit <n>', 'how many at most, 1 to 1000', countBetween(1, 1000), 50)
    .option('--cursor <cursor>', 'continue after the last page, which printed the cursor');
}
