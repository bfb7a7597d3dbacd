import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { REQUIRE } from './require.mjs';
import { PAGE_WORKERS } from './workers.mjs';

/** Infra deploys them with the function. */
const PACKAGES = ['sharp', '@embedpdf/pdfium'];

/** The function of the console, which draws pictures as a laptop's does. */
export async function buildConsoleFunction(out) {
  const entries = { console: 'src/console/handler.ts', ...PAGE_WORKERS };
  await bundle(out, entries, { external: PACKAGES, banner: { js: REQUIRE } });
  await writeFile(join(out, 'package.json'), '{"type":"module"}\n');
}
