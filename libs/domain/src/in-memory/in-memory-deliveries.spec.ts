import { describeDeliveriesContract } from '../contracts/index.ts';
import { openDeliveries } from './subjects.ts';

describeDeliveriesContract('InMemoryDeliveries', openDeliveries, {
  without: ['reopen', 'fromSlowClock'],
});
