import { describeDetectionMemoryContract } from '../contracts/index.ts';
import { openDetectionMemory } from './subjects.ts';

describeDetectionMemoryContract('InMemoryDetectionMemory', openDetectionMemory);
