import type { ServiceIdentifier } from 'inversify';
import { buildContainer, damageReport, TOKENS } from './container.ts';
import { readSettings } from './settings.ts';
import { SETTINGS } from './testing/settings.ts';

beforeAll(() => {
  process.env['AWS_REGION'] = 'eu-central-1';
});

function open(env: Readonly<Record<string, string>> = {}) {
  return buildContainer(readSettings({ ...SETTINGS, ...env }), () => undefined);
}

it.each(Object.entries<ServiceIdentifier<unknown>>(TOKENS))('has the part %s', (_, token) => {
  expect(open().get(token)).toBeDefined();
});

it('has a channel for machines only if there is a bus', () => {
  const names = (env = {}) =>
    open(env)
      .get(TOKENS.channels)
      .map(({ name }) => name);
  expect(names()).toEqual(['topic']);
  expect(names({ EVENT_BUS_NAME: 'glyphwatch' })).toEqual(['topic', 'bus']);
});

it.each([
  ['readable', { problem: 'What is stored about "b/a.png" is damaged.' }],
  ['hashed', {}],
] as const)('counts what is damaged, and names it only if image ids are %s', (ids, fields) => {
  const told: unknown[] = [];
  const logger = { error: (...line: unknown[]) => void told.push(line) };
  const metrics = { add: (name: string) => void told.push(name) };
  const report = damageReport({ LOG_IMAGE_IDS: ids }, logger, metrics);
  report('What is stored about "b/a.png" is damaged.');
  expect(told).toEqual(['DamagedItems', ['damaged item', fields]]);
});
