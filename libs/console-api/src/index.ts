export { ApiError } from './api-error.ts';
export * from './console-parts.ts';
export * from './host/serve-options.ts';
export { startConsole } from './host/start-console.ts';
export { openApiOf } from './open-api.ts';
export { ROUTES } from './routes/index.ts';
