import { InMemoryResultStore } from '@glyphwatch/domain/in-memory';
import { measuredStore } from './measured.ts';
import { Metrics } from './metrics.ts';

const methods = Object.getOwnPropertyNames(InMemoryResultStore.prototype).filter(
  (name) => name !== 'constructor',
);

it.each(methods)('times %s of the store', async (method) => {
  const lines: string[] = [];
  const metrics = new Metrics((line) => void lines.push(line), 'f');
  const call: unknown = Reflect.get(measuredStore(new InMemoryResultStore(), metrics), method);
  // A step that fails is timed too, so it does not matter that this one has no arguments.
  if (typeof call === 'function') await Promise.allSettled([call()]);
  metrics.flush();
  expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ StoreMilliseconds: [expect.any(Number)] });
});
