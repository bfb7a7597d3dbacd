/* The engine without the parser, which is most of what compiling needs. */
export { readCompiled } from '@glyphwatch/watchlist/compiled';
