export { FileWatchlistSource, type FileWatchlistSourceOptions } from './file-watchlist-source.ts';
