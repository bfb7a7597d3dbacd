import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ForecastState, Rules } from '@glyphwatch/console-api/shapes';
import { RULES, WORDS } from './fill-store.ts';
import { percentilesOf, type Row } from './row.ts';
import { Served } from './served.ts';

const IDLE_MS = 10_000;
const LONGEST_TASK_MS = 100;
const FIRST_NUMBERS_MS = 1000;
const STOP_MS = 200;
const LOOK_MS = 50;
const SEARCHERS = 2;
const IDLE_CPU = 0.005;

const ASKED = Object.values(WORDS).flatMap((word) => [
  `api/images?limit=60&q=${word}`,
  `api/images/count?q=${word}`,
  `api/images/histogram?by=day&q=${word}`,
  `api/alerts?limit=60&q=${word}`,
  `api/alerts/count?q=${word}`,
]);

/** The real command over many results, asked by scripts. `seconds`: how long it searches while it forecasts. */
export async function measureServer(file: string, seconds: number): Promise<Row[]> {
  const folder = dirname(file);
  writeFileSync(join(folder, 'rules.yaml'), RULES);
  await using served = await Served.start(folder, ['--store', file, '--rules', 'rules.yaml']);
  await served.ask('api/images?limit=60');
  const startMb = served.memoryMb('VmRSS');
  const idle = await idleCpu(served);
  const alone = await searchFor(served, seconds * 1000);
  const forecast = await forecastAndSearch(served, seconds * 1000);
  return [
    {
      ...{ what: 'CPU when nobody looks', value: `${(idle * 100).toFixed(2)} %` },
      isMet: idle <= IDLE_CPU,
    },
    ...searchRows('searches', alone),
    ...forecast,
    {
      what: 'memory of the server',
      value: `${startMb.toFixed(0)} MB at first, ${served.memoryMb('VmHWM').toFixed(0)} MB at most`,
    },
  ];
}

async function idleCpu(served: Served): Promise<number> {
  const before = served.cpu();
  await wait(IDLE_MS);
  return (served.cpu() - before) / (IDLE_MS / 1000);
}

interface Searched {
  readonly times: readonly number[];
  readonly turn: { readonly wall: number; readonly cpu: number };
}

async function searchFor(served: Served, ms: number): Promise<Searched> {
  served.watch();
  const until = performance.now() + ms;
  const times: number[] = [];
  let next = 0;
  const search = async (): Promise<void> => {
    while (performance.now() < until) {
      const startedAt = performance.now();
      await served.ask(ASKED[(next += 1) % ASKED.length] ?? '');
      times.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: SEARCHERS }, search));
  return { times, turn: await served.longest() };
}

function searchRows(what: string, { times, turn }: Searched): Row[] {
  return [
    { what: `${what}, over HTTP`, ...percentilesOf(times), value: `${times.length} answers` },
    {
      ...{ what: `${what}: longest turn`, worst: turn.wall, cpu: turn.cpu },
      goal: LONGEST_TASK_MS,
    },
  ];
}

async function forecastAndSearch(served: Served, ms: number): Promise<Row[]> {
  const { files } = await served.ask<Rules>('api/rules');
  const [{ name, text } = { name: '', text: '' }] = files;
  const body = { name, text: text.replace('KEEP OUT', 'KEEP OUTSIDE') };
  const [startedAt, cpuAt] = [performance.now(), served.cpu()];
  const { id } = await served.ask<ForecastState>('api/forecasts', { method: 'POST', body });
  const path = `api/forecasts/${id}`;
  const since = (): number => performance.now() - startedAt;
  const first = await untilState(served, path, ({ images }) => images > 0);
  const firstMs = { worst: since(), cpu: (served.cpu() - cpuAt) * 1000 };
  await untilState(
    served,
    path,
    ({ rules, state }) => confirmedIn(rules) > 0 || state !== 'running',
  );
  const confirmedMs = { worst: since(), cpu: (served.cpu() - cpuAt) * 1000 };
  const searched = await searchFor(served, ms);
  const { images, rules } = await served.ask<ForecastState>(path);
  const perSecond = images / (since() / 1000);
  const stopAt = performance.now();
  await served.ask(path, { method: 'DELETE' });
  return [
    ...searchRows('searches while it forecasts', searched),
    {
      ...{ what: 'forecast: first numbers', ...firstMs, goal: FIRST_NUMBERS_MS },
      value: `of ${first.total}`,
    },
    {
      ...{ what: 'forecast: first confirmed alert that goes', ...confirmedMs },
      ...{ goal: FIRST_NUMBERS_MS, value: `${confirmedIn(rules)} by the end of the searches` },
    },
    { what: 'forecast: images a second', value: perSecond.toFixed(0) },
    { what: 'forecast: stop', worst: performance.now() - stopAt, goal: STOP_MS },
  ];
}

function confirmedIn(rules: ForecastState['rules']): number {
  return rules.reduce((sum, { goneByVerdict }) => sum + (goneByVerdict.confirmed ?? 0), 0);
}

async function untilState(
  served: Served,
  path: string,
  holds: (state: ForecastState) => boolean,
): Promise<ForecastState> {
  for (;;) {
    const state = await served.ask<ForecastState>(path);
    if (state.state === 'failed') throw new Error(state.error);
    if (holds(state)) return state;
    await wait(LOOK_MS);
  }
}
