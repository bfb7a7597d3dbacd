import { describeDetectionMemoryContract } from '@glyphwatch/port-contracts';
import { openDetectionMemory } from './subjects.ts';

describeDetectionMemoryContract('InMemoryDetectionMemory', openDetectionMemory);
