export { HttpCaller, type HttpOptions, type HttpService } from './http-caller.ts';
export type { HttpFault } from './judge-status.ts';
export type { HttpAnswer, HttpCall } from './request.ts';
