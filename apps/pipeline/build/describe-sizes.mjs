import { basename } from 'node:path';

/** What is in which file: entries with what they load at once, and what waits until somebody asks for it. */
export function describeSizes(outputs, { byPackage }) {
  const files = Object.entries(outputs);
  const first = atOnce(outputs);
  const lines = files
    .toSorted(([, a], [, b]) => b.bytes - a.bytes)
    .filter(([, { bytes }]) => bytes >= 1024)
    .flatMap(([file, output]) => {
      const when = first.has(file) ? 'at once' : 'when asked for';
      const line = `${basename(file)} ${kilobytes(output.bytes)}, ${when}`;
      return byPackage ? [line, ...packagesOf(output).map((one) => `    ${one}`)] : [line];
    });
  const sum = [...first].reduce((bytes, file) => bytes + outputs[file].bytes, 0);
  return `${lines.join('\n')}\nindex.js with all that it loads at once: ${kilobytes(sum)}\n`;
}

/** `index.js` and whatever it imports without being asked. */
function atOnce(outputs) {
  const seen = new Set();
  const waiting = Object.keys(outputs).filter((file) => basename(file) === 'index.js');
  for (const file of waiting) {
    if (seen.has(file)) continue;
    seen.add(file);
    const imports = outputs[file].imports.filter(({ kind }) => kind === 'import-statement');
    waiting.push(...imports.map(({ path }) => path).filter((path) => path in outputs));
  }
  return seen;
}

function packagesOf({ inputs }) {
  const sizes = new Map();
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const name = packageOf(file);
    sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
  }
  return [...sizes]
    .filter(([, bytes]) => bytes >= 1024)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, bytes]) => `${kilobytes(bytes)} ${name}`);
}

function packageOf(file) {
  const [, external] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
  if (external) return external;
  const [, lib] = /libs\/(?:adapters\/(?:\w+\/)?)?([^/]+)\//.exec(file) ?? [];
  return lib ?? 'pipeline';
}

function kilobytes(bytes) {
  return `${Math.ceil(bytes / 1024)} KB`;
}
