import { sayFirstOfKind } from './first-of-kind.ts';
import type { Target } from './scan-run.ts';

async function* targets(): AsyncGenerator<Target> {
  yield { passedOver: 'a.svg', kind: 'svg' };
  yield { passedOver: 'notes.txt', kind: 'other' };
  yield { passedOver: 'b.svg', kind: 'svg' };
  yield { missing: 'c.png', reason: 'gone' };
  yield { passedOver: 'd', kind: 'unreadable' };
}

it('says the first of each kind of picture, and passes everything on', async () => {
  const said: string[] = [];
  const passed: Target[] = [];
  for await (const target of sayFirstOfKind(targets(), (text) => said.push(text)))
    passed.push(target);
  expect(said).toEqual([
    'a.svg is passed over (svg); others like it are only counted',
    'd is passed over (unreadable); others like it are only counted',
  ]);
  expect(passed).toHaveLength(5);
});
