import { describeTextDetectorContract } from '../contracts/index.ts';
import { openTextDetector } from './subjects.ts';

describeTextDetectorContract('InMemoryTextDetector', openTextDetector);
