export * from './rule.ts';
export * from './file/index.ts';
