import { join } from 'node:path';
import { buildConsoleFunction } from './build/build-console.mjs';
import { buildServices } from './build/build-services.mjs';
import { buildWithPackages } from './build/build-with-packages.mjs';

const dist = join(import.meta.dirname, '../../dist/apps');
const byPackage = process.argv.includes('--sizes');

process.stdout.write(await buildServices(join(dist, 'pipeline'), { byPackage }));
await buildWithPackages(join(dist, 'pipeline-with-packages'));
await buildConsoleFunction(join(dist, 'pipeline-console'));
