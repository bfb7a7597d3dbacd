export * from './node-ids.ts';
