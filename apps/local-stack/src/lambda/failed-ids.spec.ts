import { failedIds } from './failed-ids.ts';

const failures = (...ids: unknown[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

it.each<[string, unknown, string[]]>([
  ['nothing', undefined, []],
  ['null', null, []],
  ['an empty object', {}, []],
  ['an empty list', failures(), []],
  ['a list that is null', { batchItemFailures: null }, []],
  ['one of them', failures('b'), ['b']],
  ['an unknown one', failures('x'), ['a', 'b']],
  ['an empty name', failures(''), ['a', 'b']],
  ['null for a name', failures(null), ['a', 'b']],
  ['a wrong word', { batchItemFailures: [{ id: 'a' }] }, ['a', 'b']],
  ['no list', { batchItemFailures: 'a' }, ['a', 'b']],
  ['a text', 'oops', ['a', 'b']],
])('brings back what Lambda would when the answer is %s', (_, answer, ids) => {
  expect([...failedIds(answer, ['a', 'b'])]).toEqual(ids);
});
