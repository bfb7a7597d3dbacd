export {
  LocalStack,
  startLocalStack,
  type LocalStackOptions,
  type QueuedMessage,
  type QueueState,
} from './start-local-stack.ts';
export { MemoDetector } from './memo-detector.ts';
export type { Mail } from './mailboxes.ts';
export type { DeniedAccess, Grant } from './iam/access-book.ts';
export { synthesise } from './template/synthesise.ts';
export type { Template } from './template/template.ts';
export type { EventBus } from './events/event-bus.ts';
export type { S3Event } from './events/s3-event.ts';
export type { LambdaFunction } from './lambda/lambda-function.ts';
