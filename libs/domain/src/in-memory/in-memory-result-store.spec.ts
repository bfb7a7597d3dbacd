import { describeResultStoreContract } from '../contracts/index.ts';
import { openResultStore } from './subjects.ts';

describeResultStoreContract('InMemoryResultStore', openResultStore, {
  without: ['reopen', 'damage'],
});
