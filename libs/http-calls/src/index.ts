export { HttpCaller, type HttpOptions, type HttpService } from './http-caller.ts';
export type { HttpFault } from './judge-status.ts';
export {
  jsonPost,
  NOTIFIER_CODES,
  notifierService,
  objectIn,
  STAYS_PENDING,
} from './notifier-service.ts';
export type { HttpAnswer, HttpCall } from './request.ts';
