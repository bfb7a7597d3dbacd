export * from './virtual-time.ts';
