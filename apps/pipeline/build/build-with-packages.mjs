import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareModels } from '@glyphwatch/onnx-text-detector';
import * as z from 'zod/mini';
import { detectorVariable } from '../src/detector-variable.ts';
import { DETECTORS } from '../src/providers.ts';
import { bundle } from './bundle.mjs';
import { REQUIRE } from './require.mjs';
import { PAGE_WORKERS } from './workers.mjs';

/** Threads and processes that it starts are programs of their own. */
const WORKERS = {
  'detection-worker': '../../libs/adapters/local/onnx-text-detector/src/detection-worker.ts',
  ...PAGE_WORKERS,
};
/** What cannot be bundled. */
const PACKAGES = DETECTORS.flatMap(({ name }) => {
  const { first } = z.parse(detectorVariable(DETECTORS), JSON.stringify({ name }));
  return first.aws?.packages ?? [];
});
/**
 * The function for all detectors, which infra deploys with the packages that they need. It stays ESM, because those detectors find
 * threads, processes and data beside their own code.
 */
export async function buildWithPackages(out) {
  const handlers = { index: 'src/with-packages/handler.ts', sweep: 'src/with-packages/sweep.ts' };
  await bundle(out, { ...handlers, ...WORKERS }, { external: PACKAGES, banner: { js: REQUIRE } });
  await writeFile(join(out, 'package.json'), '{"type":"module"}\n');
  await prepareModels(join(out, 'prepared-models'));
}
