import type { Deployed } from './deployed.ts';
import { runSteps } from './run-steps.ts';
import type { Step } from './steps.ts';

const passes = (name: string, more: Partial<Step> = {}): Step => ({
  name,
  run: async () => 'seen',
  ...more,
});
const fails = (name: string): Step => ({
  name,
  run: async () => {
    throw new Error('not seen');
  },
});

async function states(steps: readonly Step[], more: Partial<Deployed> = {}) {
  const deployed = { isAws: true, signal: new AbortController().signal, ...more } as Deployed;
  const outcomes = await runSteps(steps, deployed, () => {});
  return outcomes.map(({ name, state, detail }) => [name, state, detail]);
}

it('goes on after a failure, and does not try what needs the samples once they were not read', async () => {
  const steps = [fails('rows'), passes('history', { needsRows: true }), passes('doctor')];
  expect(await states(steps)).toEqual([
    ['rows', 'failed', 'not seen'],
    ['history', 'not tried', 'the samples were not read'],
    ['doctor', 'passed', 'seen'],
  ]);
});

it('says what an emulator cannot show', async () => {
  const steps = [passes('alarms', { onlyOnAws: 'there are none here' })];
  expect(await states(steps, { isAws: false })).toEqual([
    ['alarms', 'not shown', 'there are none here'],
  ]);
  expect(await states(steps)).toEqual([['alarms', 'passed', 'seen']]);
});

it('stops after an interrupt', async () => {
  const interruption = new AbortController();
  const steps = [
    passes('upload', { run: async () => (interruption.abort(), 'seen') }),
    passes('rows'),
  ];
  expect(await states(steps, { signal: interruption.signal })).toEqual([
    ['upload', 'passed', 'seen'],
  ]);
});
