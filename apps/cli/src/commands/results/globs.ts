/* Reached by `import()`: the rules' library takes a while to load, and few lists need it. */
export { compileGlob } from '@glyphwatch/watchlist';
