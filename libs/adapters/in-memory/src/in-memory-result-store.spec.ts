import { describeResultStoreContract } from '@glyphwatch/port-contracts';
import { openResultStore } from './subjects.ts';

describeResultStoreContract('InMemoryResultStore', openResultStore, { without: ['reopen'] });
