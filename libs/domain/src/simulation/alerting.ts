import { type Account, HOUR_MS, liveThrough, type Mishap, type Night } from './alert-night.ts';

/*
 * node libs/domain/src/simulation/alerting.ts [harsh runs] [seed]
 *
 * Simulates what people are told in bad nights and prints it; exit code 1 if a match was lost, or a message repeated for no
 * reason.
 */

const [runs = 60, firstSeed = 1] = process.argv.slice(2).map(Number);

const NIGHT = { hits: 5000, critical: 3, lastsMs: 8 * HOUR_MS, seed: firstSeed } as const;
const QUIET = { from: '22:00', to: '07:00', zone: 'UTC', except: 'critical' } as const;
const HARSH: Omit<Night, 'seed'> = {
  ...{ hits: 400, rules: 40, critical: 3, lastsMs: 2 * HOUR_MS },
  harshness: {
    ...{ dies: 0.1, standsStill: 0.01, answerIsLost: 0.02 },
    ...{ indexMs: 5000, clockMs: 5 * 60_000 },
  },
};

const MISHAPS = ['death', 'standstill', 'lost answer'] as const;
const rows: Record<string, string>[] = [];
let broken = 0;

function add(night: string, accounts: readonly Account[]): void {
  const sum = (of: (account: Account) => number): number =>
    accounts.reduce((total, account) => total + of(account), 0);
  const after = (mishap: Mishap | 'nothing') => sum(({ repeatedAfter }) => repeatedAfter[mishap]);
  const critical = accounts.flatMap(({ criticalDelays }) => criticalDelays).sort((a, b) => a - b);
  const median = (values: readonly number[]) =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const [lost, toldTwice, causeless] = [
    sum((account) => account.lost),
    sum((account) => account.toldTwice),
    after('nothing'),
  ];
  const causes = MISHAPS.filter((one) => after(one) > 0)
    .map((one, index) => `${index === 0 ? ': ' : ''}${after(one)} after a ${one}`)
    .join(', ');
  if (lost + toldTwice + causeless > 0) broken += 1;
  rows.push({
    night,
    messages: `${median(accounts.map(({ messages }) => messages))}`,
    'most in an hour': `${Math.max(...accounts.map(({ mostInAnHour }) => mostInAnHour))}`,
    'first told after': seconds(median(accounts.map(({ firstDelay }) => firstDelay))),
    'critical told after': `${seconds(median(critical))}, worst ${seconds(critical.at(-1) ?? 0)}`,
    lost: `${lost}`,
    repeated: `${sum(({ repeated }) => repeated)} of ${sum(({ messages }) => messages)}${causes}`,
    'in two messages': `${toldTwice}`,
  });
}

function seconds(ms: number): string {
  return ms < 120_000 ? `${Number((ms / 1000).toFixed(1))} s` : `${Math.round(ms / 60_000)} min`;
}

add('5,000 hits in 8 h, one rule', [await liveThrough({ ...NIGHT, rules: 1 })]);
add('the same, 300 rules', [await liveThrough({ ...NIGHT, rules: 300 })]);
const channel = { quietHours: QUIET };
add('one rule, quiet hours', [await liveThrough({ ...NIGHT, rules: 1, channel })]);
add('300 rules, quiet hours', [await liveThrough({ ...NIGHT, rules: 300, channel })]);
const harsh: Account[] = [];
for (let run = 0; run < runs; run += 1) {
  harsh.push(await liveThrough({ ...HARSH, seed: firstSeed + run }));
}
if (runs > 0) add(`harsh: 400 hits in 2 h, 40 rules, ${runs} runs`, harsh);

const titles = Object.keys(rows[0] ?? {});
for (const cells of [titles, titles.map(() => '---'), ...rows.map((row) => Object.values(row))]) {
  console.log(`| ${cells.join(' | ')} |`);
}
process.exitCode = broken > 0 ? 1 : 0;
