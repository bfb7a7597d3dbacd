import './result-store/claim.ts';
import './result-store/conclude.ts';
import './result-store/history.ts';
import './result-store/list.ts';
import './result-store/search.ts';
import './result-store/where.ts';
import './result-store/delete.ts';
import './result-store/keep.ts';
import './result-store/hold.ts';
import './result-store/failures.ts';
import './result-store/damage.ts';
import type { ContractOptions } from './contract.ts';
import { resultStoreContract, type ResultStoreSubject } from './result-store/subject.ts';

export { resultStoreContract, type ResultStoreSubject };

export function describeResultStoreContract(
  name: string,
  open: () => Promise<ResultStoreSubject>,
  options?: ContractOptions<ResultStoreSubject>,
): void {
  resultStoreContract.describe(name, open, options);
}
