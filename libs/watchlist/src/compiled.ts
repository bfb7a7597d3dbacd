/* For sources that load compiled rules: the engine without the parser. */
export { readCompiled, type CompiledFile, type SourceFile } from './engine/compiled-file.ts';
