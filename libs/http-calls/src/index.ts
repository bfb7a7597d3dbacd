export { detectorService, type DetectorService } from './detector-service.ts';
export { HttpCaller, type HttpOptions, type HttpService } from './http-caller.ts';
export type { HttpFault } from './judge-status.ts';
export { NOTIFIER_CODES, notifierService, objectIn, STAYS_PENDING } from './notifier-service.ts';
export { formPost, jsonPost } from './posts.ts';
export type { HttpAnswer, HttpCall } from './request.ts';
