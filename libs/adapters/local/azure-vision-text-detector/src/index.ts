export * from './azure-vision-text-detector.ts';
