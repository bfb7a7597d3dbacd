import { containerWith } from './container-with.ts';
import { scanHandler } from './scan-handler.ts';
import { SERVICES } from './services.ts';

export const handler = scanHandler(containerWith(SERVICES));
