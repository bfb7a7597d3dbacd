export * from './google-vision-text-detector.ts';
