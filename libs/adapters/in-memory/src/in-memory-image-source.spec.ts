import { describeImageSourceContract } from '@glyphwatch/port-contracts';
import { openImageSource } from './subjects.ts';

describeImageSourceContract('InMemoryImages', openImageSource);
