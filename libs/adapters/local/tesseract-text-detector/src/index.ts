export * from './tesseract-text-detector.ts';
