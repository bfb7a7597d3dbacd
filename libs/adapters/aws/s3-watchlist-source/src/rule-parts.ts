/* What the rules need, and nothing else of that lib: an `import()` of all of it would take all of it into a bundle. */
export {
  compileWatchlist,
  extendedFilesOf,
  formatProblems,
  parseRuleFile,
} from '@glyphwatch/watchlist';
