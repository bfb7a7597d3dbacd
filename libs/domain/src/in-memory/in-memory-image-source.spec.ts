import { describeCurrentImagesContract, describeImageSourceContract } from '../contracts/index.ts';
import { openCurrentImages, openImageSource } from './subjects.ts';

describeImageSourceContract('InMemoryImages', openImageSource);
describeCurrentImagesContract('InMemoryImages', openCurrentImages);
