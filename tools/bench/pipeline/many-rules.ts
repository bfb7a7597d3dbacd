// Prints how long a function with 100,000 rules takes from the start of its process until it has answered its first event, with
// the rules compiled as the deployment does and without, beside the same with one rule. Fails if it takes too long to load what
// was compiled:
//   npx node tools/bench/pipeline/many-rules.ts [RUNS]
// Linux only: it reads /proc.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventBridgeEvent, SETTINGS, sqsRecord } from '@glyphwatch/pipeline/testing';
import { startCannedServices } from './canned-services.ts';
import { cpuMs } from './cpu-ms.ts';
import { buildFunctions, type MeasuredFunction, start } from './functions.ts';
import { median } from './median.ts';

const RUNS = Number(process.argv[2] ?? 15);
const RUNS_WITHOUT = 1;
const MANY = 100_000;
/** From the start of the process until the rules are loaded, milliseconds. */
const MAX_READY = 200;

const COMMAND = join(import.meta.dirname, '../../../apps/cli/bin/glyphwatch.js');
const RULES = SETTINGS.RULES_KEY;
const COMPILED = `${RULES}.gwlist`;

/** Files by name, the rule file first. */
type Files = Readonly<Record<string, string>>;

const serials = Array.from(
  { length: MANY },
  (_, at) => `ITEM-${String(at * 7919).padStart(9, '0')}`,
);
const cases: Readonly<Record<string, Files>> = {
  'one rule': { [RULES]: 'rules: [{ id: hello, match: HELLO WATCH }]\n' },
  '100,000 rules': {
    [RULES]: `rules:\n${serials.map((one, at) => `  - { id: r${at}, match: ${one} }\n`).join('')}`,
  },
  '100,000 values of one rule': {
    [RULES]: 'rules: [{ id: serials, match: { values: { file: serials.txt } } }]\n',
    'serials.txt': `${serials.join('\n')}\n`,
  },
};

interface Times {
  /** Milliseconds from the start of the process: until it asks for an event, has its rules, and has answered the event. */
  readonly asked: number[];
  readonly ready: number[];
  readonly answered: number[];
  /** CPU milliseconds of all that. */
  readonly cpu: number[];
}

/** The files as bytes, and what `glyphwatch rules compile` makes of them. */
function compiled(files: Files): ReadonlyMap<string, Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'glyphwatch-bench-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    execFileSync(process.execPath, [COMMAND, 'rules', 'compile', RULES], { cwd: folder });
    const names = [...Object.keys(files), COMPILED];
    return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(
  pipeline: MeasuredFunction,
  objects: ReadonlyMap<string, Uint8Array>,
  isCompiled: boolean,
  runs: number,
): Promise<Times> {
  const times: Times = { asked: [], ready: [], answered: [], cpu: [] };
  const services = await startCannedServices(objects);
  try {
    const env = { ...services.env, ...(isCompiled ? { RULES_COMPILED_KEY: COMPILED } : {}) };
    for (let run = 0; run < runs; run += 1) {
      const Records = [sqsRecord(eventBridgeEvent({ key: `image-${run}.png` }))];
      const startedAt = performance.now();
      const running = await start(pipeline, env);
      await running.api.asked;
      const asked = performance.now() - startedAt;
      const answer = JSON.stringify(await running.api.invoke({ Records }));
      times.answered.push(performance.now() - startedAt);
      times.cpu.push(cpuMs(running.pid));
      await running.stop();
      times.asked.push(asked);
      times.ready.push(asked + rulesMs(running.lines));
      if (answer.includes('itemIdentifier')) throw new Error(`The event failed: ${answer}`);
    }
  } finally {
    await services.close();
  }
  return times;
}

/** As the function's own metrics tell it; the rules are the first thing that an event waits for. */
function rulesMs(lines: readonly string[]): number {
  const metrics = lines.find((line) => line.includes('"RulesMilliseconds"'));
  if (metrics === undefined) throw new Error('The function told no metrics.');
  return JSON.parse(metrics).RulesMilliseconds[0];
}

function print(name: string, { asked, ready, answered, cpu }: Times): void {
  const ms = (times: readonly number[]): string => median(times).toFixed(0).padStart(5);
  console.log(
    `  ${name.padEnd(40)} event requested ${ms(asked)}, rules loaded ${ms(ready)}, ` +
      `event answered ${ms(answered)}; CPU ${ms(cpu)}`,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'glyphwatch-bench-'));
try {
  const { pipeline } = await buildFunctions(folder);
  console.log(
    `Medians of ${RUNS} runs, without compiled rules ${RUNS_WITHOUT}, in milliseconds from the start:`,
  );
  for (const [name, files] of Object.entries(cases)) {
    const objects = compiled(files);
    await measure(pipeline, objects, true, 1);
    const times = await measure(pipeline, objects, true, RUNS);
    print(`${name}, compiled`, times);
    print(`${name}, not compiled`, await measure(pipeline, objects, false, RUNS_WITHOUT));
    if (median(times.ready) > MAX_READY) process.exitCode = 1;
  }
  console.log(`Limit until rules that are compiled are loaded: ${MAX_READY}`);
} finally {
  rmSync(folder, { recursive: true });
}
