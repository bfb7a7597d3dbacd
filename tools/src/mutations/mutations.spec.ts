import { rmSync } from 'node:fs';
import { cloneRepository } from '../testing/clone-repository.ts';
import { ROOT } from '../workspace.ts';
import { mutated, MUTATIONS } from './index.ts';
import { noticedBy } from './verdict.ts';

/** Longer than a verdict takes where two groups of specs do not end. */
const TIMEOUT_MS = 660_000;

it('is about guards that the code has, each found by its text', () => {
  expect(MUTATIONS.length).toBeGreaterThanOrEqual(90);
  for (const mutation of MUTATIONS) expect(mutated(mutation, ROOT)).not.toBe('');
});

it('fails when the text is not there exactly once', () => {
  const [some] = MUTATIONS;
  if (!some) throw new Error('there are no mutations');
  expect(() => mutated({ ...some, from: 'no such text' }, ROOT)).toThrow('0 times');
  expect(() => mutated({ ...some, from: 'return' }, ROOT)).toThrow('Adapt the mutation');
});

describe('what survived once', () => {
  let copy = '';
  beforeAll(() => void (copy = cloneRepository()), TIMEOUT_MS);
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it.each(MUTATIONS.filter(({ survivedOnce }) => survivedOnce))(
    'is noticed: $why',
    async (mutation) => expect(await noticedBy(mutation, copy)).toEqual(expect.any(String)),
    TIMEOUT_MS,
  );
});
