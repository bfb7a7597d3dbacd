export { describeDetectorFaults } from './describe-detector-faults.ts';
export * from './attacks.ts';
export * from './bad-answers.ts';
export * from './describe-faults.ts';
export * from './live-notifier.ts';
export * from './recording-server.ts';
