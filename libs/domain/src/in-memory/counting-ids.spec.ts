import { describeIdsContract } from '../contracts/index.ts';
import { CountingIds } from './counting-ids.ts';

describeIdsContract('CountingIds', async () => ({
  ids: new CountingIds('one'),
  others: new CountingIds('another'),
}));
