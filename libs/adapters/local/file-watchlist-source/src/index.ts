export { FileWatchlistSource, type FileWatchlistSourceOptions } from './file-watchlist-source.ts';
export * from './file-rule-files.ts';
