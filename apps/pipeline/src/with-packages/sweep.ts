import { containerWith } from '../container-with.ts';
import { DETECTORS } from '../providers.ts';
import { sweepHandler } from '../sweep-handler.ts';

export const handler = sweepHandler(containerWith(DETECTORS));
