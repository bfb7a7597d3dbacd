export * from './blob-container.ts';
export * from './blob-image.ts';
