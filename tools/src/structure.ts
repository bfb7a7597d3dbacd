// Prints how long files and functions are: `node tools/src/structure.ts`.
import { measureStructure } from './structure/measure-structure.ts';

const { files, lines, medianFile, functions, longest } = measureStructure();
console.log(`${files} files, ${lines} lines; median file ${medianFile} lines`);
console.log(`functions: median ${functions.p50} lines, p90 ${functions.p90}; the longest:`);
for (const { lines: length, place } of longest)
  console.log(`${String(length).padStart(4)}  ${place}`);
