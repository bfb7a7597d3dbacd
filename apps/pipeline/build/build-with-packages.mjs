import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareModels } from '@glyphwatch/onnx-text-detector';
import * as z from 'zod/mini';
import { detectorVariable } from '../src/detector-variable.ts';
import { DETECTORS } from '../src/providers.ts';
import { bundle } from './bundle.mjs';

const LIBS = '../../libs';
/** Threads and processes that it starts are programs of their own. */
const WORKERS = {
  'detection-worker': `${LIBS}/adapters/local/onnx-text-detector/src/detection-worker.ts`,
  'pdf-worker': `${LIBS}/image-pages/src/pdf-worker.ts`,
  'heic-worker': `${LIBS}/image-pages/src/heic-worker.ts`,
};
/** What cannot be bundled. */
const PACKAGES = DETECTORS.flatMap(({ name }) => {
  const { first } = z.parse(detectorVariable(DETECTORS), JSON.stringify({ name }));
  return first.aws?.packages ?? [];
});
/** Bundled CommonJS asks for Node's modules by `require`. */
const REQUIRE =
  'import{createRequire as makeRequire}from"node:module";const require=makeRequire(import.meta.url);';

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
