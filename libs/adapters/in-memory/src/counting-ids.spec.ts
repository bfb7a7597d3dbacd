import { describeIdsContract } from '@glyphwatch/port-contracts';
import { CountingIds } from './counting-ids.ts';

describeIdsContract('CountingIds', async () => ({
  ids: new CountingIds('one'),
  others: new CountingIds('another'),
}));
