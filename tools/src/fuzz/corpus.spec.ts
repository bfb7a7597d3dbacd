import { corpusOf } from './corpus.ts';
import { loadTarget, TARGET_NAMES } from './targets.ts';

describe.each(TARGET_NAMES)('%s', (name) => {
  it('takes every input of its corpus', async () => {
    const { run } = await loadTarget(name);
    const seeds = corpusOf(name);
    expect(seeds.length).toBeGreaterThanOrEqual(3);
    const broken: string[] = [];
    for (const { name: seed, bytes } of seeds) {
      try {
        await run(bytes);
      } catch (error) {
        broken.push(`${seed}: ${String(error)}`);
      }
    }
    expect(broken).toEqual([]);
  });
});
