/* Only what the rules need: an `import()` of the whole libraries would bundle all of them. */
export { formatProblems } from '@glyphwatch/document-reader';
export { compileWatchlist, namedFilesOf, parseRuleFile } from '@glyphwatch/watchlist';
