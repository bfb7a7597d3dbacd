import { describeNotifierContract } from '@glyphwatch/port-contracts';
import { openNotifier } from './subjects.ts';

describeNotifierContract('InMemoryNotifier', openNotifier);
