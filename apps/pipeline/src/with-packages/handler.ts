import { containerWith } from '../container-with.ts';
import { DETECTORS } from '../providers.ts';
import { scanHandler } from '../scan-handler.ts';

export const handler = scanHandler(containerWith(DETECTORS));
