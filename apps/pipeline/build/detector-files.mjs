/** Where a detector's own code begins: `libs/adapters/aws/textract-text-detector/src/open.ts`. */
const ENTRY = /libs\/adapters\/\w+\/([^/]+)-text-detector\/src\//;

/** By detector, the files that only it loads. The function works without those of detectors that it does not use. */
export function detectorFiles(outputs) {
  const entries = Object.entries(outputs).flatMap(([file, { entryPoint = '' }]) => {
    const [, name] = ENTRY.exec(entryPoint) ?? [];
    return name ? [{ name, file }] : [];
  });
  return Object.fromEntries(
    entries.map(({ name }) => {
      const own = entries.filter((entry) => entry.name === name).map(({ file }) => file);
      const others = reachable(outputs, own);
      const files = [...reachable(outputs)].filter((file) => !others.has(file));
      return [name, files.toSorted()];
    }),
  );
}

/** Parts that nothing loads: esbuild makes them of imports that it drops later. */
export function orphans(outputs) {
  const used = reachable(outputs);
  return Object.keys(outputs).filter((file) => !used.has(file));
}

/** What the function may load without ever loading `without`. */
function reachable(outputs, without = []) {
  const seen = new Set();
  const waiting = ['index.js', 'sweep.js', 'console.js'];
  for (const file of waiting) {
    if (seen.has(file) || without.includes(file) || !(file in outputs)) continue;
    seen.add(file);
    waiting.push(...outputs[file].imports.map(({ path }) => path));
  }
  return seen;
}
