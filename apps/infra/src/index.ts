export { buildApp, type BuildAppOptions } from './build-app.ts';
export { concurrencyFor } from './concurrency.ts';
export { type InfraSettings, readInfraSettings } from './settings.ts';
