/* For the local stack, which runs the same steps. */
export type { Deployed } from './deployed.ts';
export { ProbeQueue } from './probe-queue.ts';
export { listMade, removeMade } from './remove.ts';
export { runGlyphwatch } from './run-glyphwatch.ts';
export { type Outcome, runSteps } from './run-steps.ts';
export { smokeClients } from './smoke-clients.ts';
export { newSmokeName } from './smoke-name.ts';
export { writeReport } from './smoke-report.ts';
export { smokeSteps } from './steps.ts';
