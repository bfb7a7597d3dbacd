/* For benchmarks, which score in the same way. */
export { type Label, readLabels, tokensOf } from './labels.ts';
export { addImage, emptyScore, type Score, sumOf } from './score.ts';
