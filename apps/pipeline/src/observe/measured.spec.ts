import { InMemoryResultStore } from '@glyphwatch/domain/in-memory';
import { timed } from './measured.ts';
import { Metrics } from './metrics.ts';

const methods = Object.getOwnPropertyNames(InMemoryResultStore.prototype).filter(
  (name) => name !== 'constructor',
);

it.each(methods)('times %s of the store', async (method) => {
  const lines: string[] = [];
  const metrics = new Metrics((line) => void lines.push(line), 'f');
  const store = timed(new InMemoryResultStore(), 'StoreMilliseconds', metrics);
  const call: unknown = Reflect.get(store, method);
  // Failing calls are timed too, so missing arguments do not matter.
  if (typeof call === 'function') await Promise.allSettled([call()]);
  metrics.flush();
  expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ StoreMilliseconds: [expect.any(Number)] });
});
