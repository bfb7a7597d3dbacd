export { S3WatchlistSource, type S3WatchlistSourceOptions } from './s3-watchlist-source.ts';
