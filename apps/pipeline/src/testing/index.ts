import { join } from 'node:path';

export { eventBridgeEvent, formEncoded, sqsRecord, type ObjectEvent } from './events.ts';
export { startRuntimeApi, type RuntimeApi } from './runtime-api.ts';
export { SETTINGS } from './settings.ts';

/** A minimal runtime: `node RUNTIME_LOOP <bundle.js>` polls the Runtime API for events. */
export const RUNTIME_LOOP: string = join(import.meta.dirname, 'runtime-loop.mjs');
