import { describeResultQueriesContract } from '../contracts/index.ts';
import { openLooking } from './subjects.ts';

describeResultQueriesContract('InMemoryResultQueries', openLooking, { without: ['elsewhere'] });
