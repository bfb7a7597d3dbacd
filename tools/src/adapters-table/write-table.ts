// Writes the table of adapters in libs/adapters/README.md from what each provider says about itself.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../workspace.ts';
import { withTable } from './adapters-table.ts';
import { readProviders } from './read-providers.ts';

const file = join(ROOT, 'libs/adapters/README.md');
writeFileSync(file, withTable(readFileSync(file, 'utf8'), await readProviders()));
