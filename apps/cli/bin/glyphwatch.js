#!/usr/bin/env node
import { runOnNode24 } from '../../../bin/run-on-node-24.js';

await runOnNode24('glyphwatch', () => import('../src/main.ts'));
