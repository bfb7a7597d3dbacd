export * from './client-options.ts';
export * from './textract-text-detector.ts';
