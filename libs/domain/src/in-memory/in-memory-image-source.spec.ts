import { describeImageSourceContract } from '../contracts/index.ts';
import { openImageSource } from './subjects.ts';

describeImageSourceContract('InMemoryImages', openImageSource);
