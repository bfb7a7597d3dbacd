export { CLIENT_TIMEOUTS } from './client-timeouts.ts';
export { failureKind, failureName, statusOf, type FailureKind } from './failure-kind.ts';
export { notifierFailure, type NotifierTranslation } from './notifier-failure.ts';
export { translateFailure, type Translation } from './translate-failure.ts';
