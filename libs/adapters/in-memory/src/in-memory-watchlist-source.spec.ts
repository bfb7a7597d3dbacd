import { describeWatchlistSourceContract } from '@glyphwatch/port-contracts';
import { openWatchlistSource } from './subjects.ts';

describeWatchlistSourceContract('InMemoryWatchlistSource', openWatchlistSource);
