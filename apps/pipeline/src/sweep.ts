import { containerWith } from './container-with.ts';
import { SERVICES } from './services.ts';
import { sweepHandler } from './sweep-handler.ts';

export const handler = sweepHandler(containerWith(SERVICES));
