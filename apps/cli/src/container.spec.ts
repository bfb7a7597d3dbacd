import type { ServiceIdentifier } from 'inversify';
import * as container from './container.ts';
import { IN_MEMORY, readConfig } from './settings/read-config.ts';
import { fakeIo } from './testing/fake-io.ts';

const { buildContainer, ...exported } = container;

it('has every part that it names', async () => {
  const io = fakeIo();
  const parts = buildContainer(readConfig({ store: IN_MEMORY }, io), {
    again: false,
    stderr: io.stderr,
    onRuleProblem: () => {},
    onUntold: () => {},
  });
  const tokens: readonly ServiceIdentifier<unknown>[] = Object.values(exported);
  expect(tokens.length).toBeGreaterThan(10);
  for (const token of tokens) expect(parts.get(token)).toBeDefined();
  await parts.get(container.ENGINE).close();
});
