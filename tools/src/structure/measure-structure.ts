import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFiles, ROOT } from '../workspace.ts';
import { functionsIn } from './functions-in.ts';

/** Lengths in lines. */
export interface Structure {
  readonly files: number;
  readonly lines: number;
  readonly medianFile: number;
  readonly functions: { readonly p50: number; readonly p90: number };
  readonly longest: readonly Length[];
}

interface Length {
  readonly lines: number;
  /** `path:line name` */
  readonly place: string;
}

const SHOWN = 10;

/** Of everything that is written by hand, without specs, what helps them, and benchmarks. */
export function measureStructure(): Structure {
  const files = repositoryFiles('*.ts')
    .filter((file) => !/\.spec\.ts$|\/testing\/|^tools\/bench\//.test(file))
    .map((file) => ({ file, source: readFileSync(join(ROOT, file), 'utf8') }));
  const lengths = files.map(({ source }) => source.trimEnd().split('\n').length);
  const functions = files
    .flatMap(({ file, source }) =>
      functionsIn(source).map(({ name, line, lines }) => ({
        lines,
        place: `${file}:${line} ${name}`,
      })),
    )
    .toSorted((a, b) => b.lines - a.lines);
  const functionLengths = functions.map(({ lines }) => lines);
  return {
    files: files.length,
    lines: lengths.reduce((sum, length) => sum + length, 0),
    medianFile: quantile(lengths, 0.5),
    functions: { p50: quantile(functionLengths, 0.5), p90: quantile(functionLengths, 0.9) },
    longest: functions.slice(0, SHOWN),
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}
