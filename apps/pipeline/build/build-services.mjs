import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { bundle } from './bundle.mjs';
import { describeSizes } from './describe-sizes.mjs';

/**
 * The function for detectors that call a service. esbuild splits ES modules only; as CommonJS they start faster. `import()` becomes
 * `require()`, too: of the SDK's `node:http`, it would otherwise load everything that module may ever need, undici included.
 */
export async function buildServices(out, { byPackage }) {
  const outputs = await bundle(out, { index: 'src/handler.ts', sweep: 'src/sweep.ts' });
  await Promise.all(Object.keys(outputs).map((file) => toCommonJs(join(out, file))));
  // The repository is ESM; the bundle is CommonJS.
  await writeFile(join(out, 'package.json'), '{"type":"commonjs"}\n');
  return describeSizes(outputs, { byPackage });
}

async function toCommonJs(file) {
  const code = await readFile(file, 'utf8');
  const supported = { 'dynamic-import': false };
  const options = { format: 'cjs', platform: 'node', target: 'node24', minify: true, supported };
  await writeFile(file, (await transform(code, options)).code);
}
