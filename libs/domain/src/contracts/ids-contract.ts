import type { Ids } from '../index.ts';
import { Contract, type ContractOptions } from './contract.ts';

export interface IdsSubject {
  readonly ids: Ids;
  /** As another process would create them. */
  readonly others: Ids;
  close?(): Promise<void>;
}

const MANY = 1000;

/** Lists that a careless join would confuse. */
const CONFUSABLE: readonly (readonly string[])[] = [
  [],
  [''],
  ['', ''],
  ['a', 'bc'],
  ['ab', 'c'],
  ['abc'],
  ['a', 'b', 'c'],
  ['abc', ''],
  ['', 'abc'],
  ['a/b', 'c'],
  ['a', 'b/c'],
  ['a,b', 'c'],
  ['a', 'b,c'],
  ['a","b'],
  ['a', 'b'],
  ['a\u0000b'],
  ['a\u0000', 'b'],
  ['1:a', 'b'],
  ['1:a1:b'],
  ['A', 'B'],
  ['ä'],
  ['a\u0308'],
];

export const idsContract = new Contract<IdsSubject>();

idsContract.promise(
  'never returns the same owner twice, in any process',
  async ({ ids, others }) => {
    const owners = Array.from({ length: MANY }, () => [ids.owner(), others.owner()]).flat();
    expect(new Set(owners).size).toBe(owners.length);
  },
);

idsContract.promise('digests equal parts alike in any process', async ({ ids, others }) => {
  for (const parts of CONFUSABLE) expect(others.digest(...parts)).toBe(ids.digest(...parts));
});

idsContract.promise(
  'digests different parts differently, however they are split',
  async ({ ids }) => {
    const digests = CONFUSABLE.map((parts) => ids.digest(...parts));
    expect(new Set(digests).size).toBe(CONFUSABLE.length);
  },
);

export function describeIdsContract(
  name: string,
  open: () => Promise<IdsSubject>,
  options?: ContractOptions<IdsSubject>,
): void {
  idsContract.describe(name, open, options);
}
