import { describeNotifierContract } from '../contracts/index.ts';
import { openNotifier } from './subjects.ts';

describeNotifierContract('InMemoryNotifier', openNotifier);
