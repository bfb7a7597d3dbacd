// Prints the CPU time of `glyphwatch --help` in milliseconds: npx node tools/bench/cli/help.ts
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RUNS = 15;
const MAX_MS = 150;
const command = join(import.meta.dirname, '../../../apps/cli/bin/glyphwatch.js');
const folder = mkdtempSync(join(tmpdir(), 'glyphwatch-bench-'));
const usage = join(folder, 'usage.json');
const preload = `data:text/javascript,import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(${JSON.stringify(usage)}, JSON.stringify(process.cpuUsage())));`;

function cpuMsOfHelp(): number {
  spawnSync(process.execPath, ['--import', preload, command, '--help']);
  const { user, system }: NodeJS.CpuUsage = JSON.parse(readFileSync(usage, 'utf8'));
  return (user + system) / 1000;
}

try {
  const first = cpuMsOfHelp();
  const others = Array.from({ length: RUNS }, cpuMsOfHelp).sort((a, b) => a - b);
  const median = others[Math.floor(RUNS / 2)] ?? NaN;
  const most = others.at(-1) ?? NaN;
  const round = (ms: number): string => ms.toFixed(0);
  console.log(
    `glyphwatch --help: median ${round(median)} ms of CPU over ${RUNS} runs ` +
      `(slowest ${round(most)}, first run ${round(first)}), limit ${MAX_MS}`,
  );
  process.exitCode = median <= MAX_MS ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
