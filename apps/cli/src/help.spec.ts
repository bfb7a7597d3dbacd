import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { SEVERITIES, STATUSES } from '@glyphwatch/domain';
import { SEVERITY_CHOICES, STATUS_CHOICES } from './commands/results/options.ts';
import { EXIT } from './terminal/exit-codes.ts';
import { buildProgram } from './program.ts';
import { fakeIo } from './testing/fake-io.ts';
import { glyphwatch, inTemporaryFolder } from './testing/run-command.ts';

const SLOW = 120_000;
const PRELOAD = ['--import', resolve(__dirname, 'testing/list-modules.mjs')];

async function modulesLoadedBy(args: readonly string[]): Promise<string[]> {
  return inTemporaryFolder(async (folder) => {
    const list = join(folder, 'modules');
    const { code } = await glyphwatch(args, {
      nodeOptions: PRELOAD,
      env: { LIST_MODULES_IN: list },
    });
    expect(code).toBe(EXIT.done);
    return readFileSync(list, 'utf8').trim().split('\n');
  });
}

it.each([
  ['--help'],
  ['--version'],
  ['scan --help'],
  ['results list --help'],
  ['aws --help'],
  ['notify test --help'],
  ['notify preview --help'],
  ['aws backfill --help'],
])('loads no OCR, database, AWS, schema or injection code for %s', async (args) => {
  const modules = await modulesLoadedBy(args.split(' '));
  expect(modules).toContainEqual(expect.stringContaining('commander'));
  const heavy =
    /onnxruntime|sharp|sqlite|@aws-sdk|@smithy|\/zod|inversify|\/libs\/|\/run(-\w+)?\.ts/;
  expect(modules.filter((module) => heavy.test(module))).toEqual([]);
});

function asked(command: Command): { readonly name: string; readonly helpOf: string } {
  const io = fakeIo();
  const path: string[] = [];
  for (let one: Command | null = command; one?.parent; one = one.parent) path.unshift(one.name());
  const program = buildProgram(io, () => {});
  expect(() => program.parse([...path, '--help'], { from: 'user' })).toThrow();
  return { name: ['glyphwatch', ...path].join(' '), helpOf: io.out() };
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

const SCREEN = { lines: 24, columns: 80 };

it('explains every command with examples, on one screen', async () => {
  const commands = everyCommand(buildProgram(fakeIo(), () => {}));
  for (const { name, helpOf } of commands.map(asked)) {
    const lines = helpOf.trimEnd().split('\n');
    expect(helpOf).toMatch(/Examples:\n {2}\S/);
    expect({ name, wide: lines.filter((line) => line.length > SCREEN.columns) }).toEqual({
      name,
      wide: [],
    });
    expect({ name, isLong: lines.length > SCREEN.lines }).toEqual({ name, isLong: false });
  }
});

it('explains exit codes', () => {
  expect(asked(buildProgram(fakeIo(), () => {})).helpOf).toContain('Exit codes: 0 ');
});

it('knows the same statuses and severities as the domain', () => {
  expect(STATUS_CHOICES).toEqual(STATUSES);
  expect(SEVERITY_CHOICES).toEqual(SEVERITIES);
});

it.each([
  ['scna', 'Did you mean scan?'],
  ['scan x --formt json', 'Did you mean --format?'],
  ['scan x --format xml', 'Allowed choices are table, json, jsonl'],
  ['scan', "missing required argument 'target'"],
  ['scan x --workers 0', 'a whole number from 1 to 64'],
  ['results lst', 'Did you mean list?'],
  ['results list --status MACHED', 'Allowed choices are PROCESSING, MATCHED'],
  ['results list --since yesterday', 'Write it like 7d'],
  ['rules tset', 'Did you mean test?'],
  ['notify tset', 'Did you mean test?'],
  ['aws docter', 'Did you mean doctor?'],
  ['aws backfill', 'Choose the images'],
  ['aws backfill --prefix a --rate 0', 'a number from 0.1 to 10000'],
  ['aws subscribers add a@b.c --severity hi', 'Allowed choices are low, medium'],
  ['aws dlq show --queue others', 'Allowed choices are uploads, events, messages'],
])(
  'refuses `%s` with exit code 2 and says what is allowed',
  async (args, message) => {
    const { code, out, err } = await glyphwatch(args.split(' '));
    expect({ code, out }).toEqual({ code: EXIT.invalid, out: '' });
    expect(err).toContain(message);
  },
  SLOW,
);

it('escapes control characters in the arguments that it repeats', async () => {
  const { err } = await glyphwatch(['scan', '--\u001b[2J']);
  expect(err).not.toContain('\u001b');
});
