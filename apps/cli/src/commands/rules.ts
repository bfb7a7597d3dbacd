import { Command } from 'commander';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { formatOption, pointInTime, type Format } from '../option-values.ts';

export interface CheckOptions {
  readonly format: Format;
}

export interface TestOptions {
  readonly text?: string;
  readonly detection?: string;
  readonly image?: string;
  readonly stored?: string;
  readonly key?: string;
  readonly bucket?: string;
  readonly format: Format;
  readonly config?: string;
  readonly store?: string;
  readonly reveal?: boolean;
}

export interface ReplayOptions {
  readonly rules: string;
  readonly since?: number;
  readonly until?: number;
  readonly apply?: boolean;
  readonly notify?: boolean;
  readonly format: Format;
  readonly config?: string;
  readonly store?: string;
}

export function rulesCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('rules')
    .description('write rules that people can trust: check, test, replay')
    .addCommand(checkCommand(io, exit))
    .addCommand(testCommand(io, exit))
    .addCommand(replayCommand(io, exit))
    .addHelpText('after', HELP);
}

function checkCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('check')
    .description('find every mistake in a rule file, with its line')
    .argument('<file>', 'the rule file')
    .addOption(formatOption(['table', 'json']))
    .addHelpText('after', HELP)
    .action(async (file: string, options: CheckOptions) => {
      const { runRulesCheck } = await import('../run-rules-check.ts');
      exit(await runRulesCheck(file, options, io));
    });
}

function testCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('test')
    .description('explain for every rule what it does with a text, an image or a stored result')
    .argument('<file>', 'the rule file')
    .option('--text <file>', 'a file with plain text, one line per line; - for standard input')
    .option('--detection <file>', 'a file with a detection as scan prints it; - for standard input')
    .option('--image <file>', 'an image')
    .option('--stored <image>', 'the stored text of an image')
    .option('--key <key>', 'take the text as read in the image with this key')
    .option('--bucket <bucket>', 'take the text as read in this bucket')
    .addOption(formatOption(['table', 'json']))
    .option('-c, --config <file>', 'the settings (default: glyphwatch.yaml here)')
    .option('-s, --store <file>', 'where results are kept (default: .glyphwatch/results.db)')
    .option('--reveal', 'show what sensitive rules matched')
    .addHelpText('after', HELP)
    .action(async (file: string, options: TestOptions) => {
      const { runRulesTest } = await import('../run-rules-test.ts');
      exit(await runRulesTest(file, options, io));
    });
}

function replayCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('replay')
    .description('forecast what other rules would have done with the stored texts')
    .requiredOption('-r, --rules <file>', 'the new rule file')
    .option('--since <when>', 'only images from then on: 30d, 24h, 2026-05-31', (text) =>
      pointInTime(text),
    )
    .option('--until <when>', 'only images until then', (text) => pointInTime(text))
    .option('--apply', 'write the new matches')
    .option('--notify', 'with --apply: also tell people about them')
    .addOption(formatOption(['table', 'json']))
    .option('-c, --config <file>', 'the settings (default: glyphwatch.yaml here)')
    .option('-s, --store <file>', 'where results are kept (default: .glyphwatch/results.db)')
    .addHelpText('after', HELP)
    .action(async (options: ReplayOptions) => {
      const { runRulesReplay } = await import('../run-rules-replay.ts');
      exit(await runRulesReplay(options, io));
    });
}

const HELP = `
Examples:
  glyphwatch rules check watch-rules.yaml
  echo 'KEEP 0UT' | glyphwatch rules test watch-rules.yaml --text -
  glyphwatch rules test watch-rules.yaml --image photos/gate.jpg
  glyphwatch rules test watch-rules.yaml --stored photos/gate.jpg --format json
  glyphwatch rules replay --rules new-rules.yaml --since 30d

rules test exits with 0 whether or not something matched.
${EXIT_CODES_HELP}`;
