import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceIdentifier } from 'inversify';
import * as container from './container.ts';
import { readConfig } from './settings/read-config.ts';
import { fakeIo } from './testing/fake-io.ts';
import { inTemporaryFolder } from './testing/run-command.ts';
import { withPart } from './with-part.ts';

const { buildContainer, ...exported } = container;

const PAIR = 'detector: { first: onnx, whenTruncated: { name: onnx, maxPages: 900 } }';

it('resolves every part', async () => {
  await inTemporaryFolder(async (folder) => {
    const io = fakeIo();
    const config = join(folder, 'glyphwatch.yaml');
    writeFileSync(config, PAIR);
    const options = { config, store: ':memory:', annotate: 'found' };
    const parts = buildContainer(readConfig(options, io), io);
    const tokens: readonly ServiceIdentifier<unknown>[] = Object.values(exported);
    expect(tokens.length).toBeGreaterThan(10);
    for (const token of tokens) expect(await parts.getAsync(token)).toBeDefined();
    await parts.unbindAllAsync();
  });
});

it('closes what it opened, even when the command fails', async () => {
  const io = fakeIo();
  const parts = buildContainer(readConfig({ store: ':memory:' }, io), io);
  const results = await parts.getAsync(container.RESULT_STORE);
  const failing = withPart(container.RESULT_STORE, parts, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  await expect(results.find('/gate.jpg')).rejects.toMatchObject({ code: 'store-unavailable' });
});

it('takes what runs on other machines may hold for theirs, and a store in memory for its own', async () => {
  const io = fakeIo();
  const config = readConfig({ store: ':memory:' }, io);
  const { store } = config;
  const isAbandoned = async (): Promise<boolean> => false;
  const shared: typeof store = {
    ...store,
    open: async (parts) => ({ ...(await store.open(parts)), isAbandoned }),
  };
  for (const [opened, hasOthers] of [
    [store, false],
    [shared, true],
  ] as const) {
    const parts = buildContainer({ ...config, store: opened }, io);
    const { hasOtherRuns } = await parts.getAsync(container.PID_FILE);
    expect(hasOtherRuns()).toBe(hasOthers);
    await parts.unbindAllAsync();
  }
});
