import { type LockedPackages, packagesFor } from './locked-packages.ts';

const LOCKED: LockedPackages = {
  'node_modules/reader': {
    version: '1.0.0',
    dependencies: { colour: '^2.0.0' },
    optionalDependencies: { 'lib-arm64': '1', 'lib-x64': '1', 'lib-musl': '1', 'lib-mac': '1' },
  },
  'node_modules/reader/node_modules/colour': { version: '2.0.0', dependencies: { shared: '1' } },
  'node_modules/colour': { version: '1.0.0' },
  'node_modules/shared': { version: '1.0.0' },
  'node_modules/lib-arm64': { version: '1.0.0', os: ['linux'], cpu: ['arm64'], libc: ['glibc'] },
  'node_modules/lib-x64': { version: '1.0.0', os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
  'node_modules/lib-musl': { version: '1.0.0', os: ['linux'], cpu: ['arm64'], libc: ['musl'] },
  'node_modules/lib-mac': { version: '1.0.0', os: ['darwin'], cpu: ['arm64'] },
};

const foldersFor = (architecture: 'arm64' | 'x64') =>
  Object.keys(packagesFor(['reader'], LOCKED, architecture));

it('finds what Node would find, for Lambda’s Linux and the architecture', () => {
  const common = ['reader', 'reader/node_modules/colour', 'shared'];
  const names = (...more: string[]) => [...common, ...more].map((name) => `node_modules/${name}`);
  expect(foldersFor('arm64').toSorted()).toEqual(names('lib-arm64').toSorted());
  expect(foldersFor('x64').toSorted()).toEqual(names('lib-x64').toSorted());
});

it('names a package that is not locked', () => {
  expect(() => packagesFor(['writer'], LOCKED, 'x64')).toThrow('npm install writer');
});
