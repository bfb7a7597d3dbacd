import { describeTextDetectorContract } from '@glyphwatch/port-contracts';
import { openTextDetector } from './subjects.ts';

describeTextDetectorContract('InMemoryTextDetector', openTextDetector);
