export * from './rule.ts';
export * from './file/index.ts';
export {
  compileWatchlist,
  type CompiledWatchlist,
  type CompileOptions,
  type ExplainOptions,
} from './engine/compile-watchlist.ts';
export type { RuleReport } from './engine/explain.ts';
export { wordList } from './file/word-list.ts';
export { acceptedMisreads } from './search/misreads.ts';
