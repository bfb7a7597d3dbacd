#!/usr/bin/env node
import { runOnNode24 } from '../../../bin/run-on-node-24.js';

const READS_IMAGES = ['scan', 'watch', 'serve'];
const isReading = process.platform === 'linux' && READS_IMAGES.includes(process.argv[2]);

await runOnNode24(
  'glyphwatch',
  () => import('../src/main.ts'),
  // glibc gives threads heaps of their own, none of which uses what another has freed: a tenth of all memory. Read only at start.
  isReading ? { MALLOC_ARENA_MAX: '1' } : {},
);
