import { describeIdsContract } from '@glyphwatch/domain/contracts';
import { NodeIds } from './node-ids.ts';

describeIdsContract('NodeIds', async () => ({ ids: new NodeIds(), others: new NodeIds() }));
