export * from './alert-reviews.ts';
export * from './inherited.ts';
export * from './result-queries.ts';
export * from './result-summary.ts';
export * from './rule-files.ts';
