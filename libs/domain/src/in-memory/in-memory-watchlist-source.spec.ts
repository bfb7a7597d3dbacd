import { describeWatchlistSourceContract } from '../contracts/index.ts';
import { openWatchlistSource } from './subjects.ts';

describeWatchlistSourceContract('InMemoryWatchlistSource', openWatchlistSource);
