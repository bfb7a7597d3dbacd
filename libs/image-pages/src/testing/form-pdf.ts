import { pdfOf, streamOf } from './pdf.ts';

const FONT = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';

export interface FormOptions {
  /** Entries of the page. */
  readonly page?: string;
  /** The field brings its own appearance, as most programs save it; else only its value. */
  readonly isDrawn?: boolean;
  /** FPDF_ANNOT_FLAG_*; 4: printed. */
  readonly flags?: number;
}

/** A page with nothing but a form field that is filled with a text. */
export function formPdf(
  text: string,
  { page = '', isDrawn = false, flags = 4 }: FormOptions = {},
): Buffer {
  const font = '/Font << /F 5 0 R >>';
  const look = `BT /F 36 Tf 10 40 Td (${text}) Tj ET`;
  return pdfOf([
    `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /DR << ${font} >> >> >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] ${page} >>`,
    `<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (${text}) /DA (/F 36 Tf 0 g) /Rect [50 600 500 700] /F ${flags} /P 3 0 R ${isDrawn ? '/AP << /N 6 0 R >>' : ''} >>`,
    FONT,
    streamOf(look, `/Type /XObject /Subtype /Form /BBox [0 0 450 100] /Resources << ${font} >>`),
  ]);
}

/** An XFA form: its only page says to wait; a program builds the real ones if they are `dynamic`. */
export function xfaPdf(dynamic: boolean): Buffer {
  const template = '<template xmlns="http://www.xfa.org/schema/xfa-template/3.3/"/>';
  return pdfOf([
    `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] /XFA 4 0 R >> ${dynamic ? '/NeedsRendering true' : ''} >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >> /Contents 6 0 R >>',
    streamOf(`<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">${template}</xdp:xdp>`),
    FONT,
    streamOf('BT /F 36 Tf 60 700 Td (Please wait) Tj ET'),
  ]);
}
