/* Only what the rules need: an `import()` of the whole library would bundle all of it. */
export {
  compileWatchlist,
  extendedFilesOf,
  formatProblems,
  parseRuleFile,
} from '@glyphwatch/watchlist';
