import { deflateSync } from 'node:zlib';
import type { Drawn } from './drawn.ts';

/** Bytes of a PDF, one character each. */
type Source = string;

/** A PDF of these objects, numbered from 1; the first must be the catalog. */
export function pdfOf(objects: readonly Source[], trailer: Source = ''): Buffer {
  let file = '%PDF-1.7\n';
  const offsets = objects.map((object, index) => {
    const at = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  const end = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(file + table + end, 'latin1');
}

export function streamOf(content: Source, entries: Source = ''): Source {
  return `<< ${entries} /Length ${content.length} >>\nstream\n${content}\nendstream`;
}

interface Page {
  readonly width: number;
  readonly height: number;
  readonly resources: Source;
  readonly content: Source;
  /** Further entries, such as `/Rotate 90`. */
  readonly entries?: Source;
}

/** A document of pages; `shared` are objects from number 3 on. */
export function documentOf(pages: readonly Page[], shared: readonly Source[] = []): Buffer {
  const first = 3 + shared.length;
  const kids = pages.map((_, index) => `${first + 2 * index} 0 R`).join(' ');
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    ...shared,
    ...pages.flatMap(({ width, height, resources, content, entries = '' }, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Resources << ${resources} >> /Contents ${first + 2 * index + 1} 0 R ${entries} >>`,
      streamOf(content),
    ]),
  ]);
}

/** Each page is one picture, at 72 dots per inch, as a scanner would write it. */
export function imagePdf(pages: readonly Drawn[]): Buffer {
  const images = pages.map(({ width, height, rgb }) =>
    streamOf(
      deflateSync(rgb).toString('latin1'),
      `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode`,
    ),
  );
  return documentOf(
    pages.map(({ width, height }, index) => ({
      width,
      height,
      resources: `/XObject << /I ${3 + index} 0 R >>`,
      content: `q ${width} 0 0 ${height} 0 0 cm /I Do Q`,
    })),
    images,
  );
}

/** Each page shows a text in Helvetica, 36 points high, on A4. */
export function textPdf(texts: readonly string[], entries: Source = ''): Buffer {
  return documentOf(
    texts.map((text) => ({
      width: 595,
      height: 842,
      resources: '/Font << /F 3 0 R >>',
      content: `BT /F 36 Tf 60 700 Td (${text}) Tj ET`,
      entries,
    })),
    ['<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'],
  );
}

/** As many empty pages as wanted in a few bytes each. */
export function manyPages(count: number): Buffer {
  const kids = Array.from({ length: count }, () => '3 0 R').join(' ');
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${count} >>`,
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 10 10] >>',
  ]);
}

/** Forms that draw each other ten times, twelve deep; the second page is sound. */
export function hostilePdf(): Buffer {
  const depth = 12;
  const forms = Array.from({ length: depth }, (_, level) => {
    const isLast = level === depth - 1;
    const resources = isLast ? '' : `/Resources << /XObject << /X ${5 + level} 0 R >> >>`;
    const entries = `/Type /XObject /Subtype /Form /BBox [0 0 595 842] ${resources}`;
    return streamOf(isLast ? '0 0 10 10 re f' : '/X Do '.repeat(10), entries);
  });
  const size = { width: 595, height: 842 };
  const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';
  return documentOf(
    [
      { ...size, resources: '/XObject << /X 4 0 R >>', content: '/X Do' },
      {
        ...size,
        resources: '/Font << /F 3 0 R >>',
        content: 'BT /F 36 Tf 60 700 Td (SOUND) Tj ET',
      },
    ],
    [font, ...forms],
  );
}
