import { documentOf, streamOf } from './pdf.ts';

const [WIDTH, HEIGHT] = [240, 40];
/** "KEEP OUT" in black on white, from a drawing: `tiff({ compression: 'ccittfax4', bitdepth: 1 })` of sharp. */
const G4 =
  'JqGSDJ//8hcIvm1JakwyBihC4ReMI9LWGEHf+l9hP/0vu//Sngc8GDzo+b8hO9L8NpN/+l/0//Ff//9ToR1LpP/1fr3/18V//f//911//c8DngwF1' +
  '/zm/ngyq/+3/f/7f9r1+3+2k2v7c1M1Hio/2/3a/b/DCa/b/YTC8RERER//+ACACA==';
/** The same as JPEG 2000: `opj_compress -r 30 -n 3` of OpenJPEG 2.5. */
const J2K =
  '/0//UQApAAAAAADwAAAAKAAAAAAAAAAAAAAA8AAAACgAAAAAAAAAAAABBwEB/1IADAAAAAEAAgQEAAH/XAAKQEBISFBISFD/ZAAlAAFDcmVhdGVkIGJ5' +
  'IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAACyAAH/k93dQB5SE1LB6p50dIeWRAooW52hz+Hxjq9Q5WxwAOqaYes7RDGHiyKDdqORK4HEXfxv' +
  'qwy5eeepqMp8SERzgXQFUI2S/GSS4cFNRzuRDd5dESInmK3KGZc5prxTeT+TfjRKNgewHGYBdP4xfSAeEz6sj3It4EOWP6c1ACLrud3Yt1yvEubbx+6a' +
  'iUftgY4G038FnJ3SPlZSs5im+GejuoTm0C+A/9k=';

interface Scan {
  readonly data: Buffer;
  /** Entries of its dictionary. */
  readonly entries: string;
}

const ONE_BIT = '/ColorSpace /DeviceGray /BitsPerComponent 1';

/** Of black lines on white, as fax machines and scanners compress it. */
export const SCANS: Readonly<Record<'CCITT' | 'JBIG2' | 'JPEG 2000', Scan>> = {
  CCITT: {
    data: Buffer.from(G4, 'base64'),
    entries: `${ONE_BIT} /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns ${WIDTH} /Rows ${HEIGHT} /BlackIs1 true >>`,
  },
  JBIG2: { data: jbig2(), entries: `${ONE_BIT} /Decode [1 0] /Filter /JBIG2Decode` },
  'JPEG 2000': { data: Buffer.from(J2K, 'base64'), entries: '/Filter /JPXDecode' },
};

/** A page that is one picture, "KEEP OUT", with the data of `change`. */
export function scannedPdf(
  { data, entries }: Scan,
  change: (data: Buffer) => Buffer = (same) => same,
): Buffer {
  const image = `/Type /XObject /Subtype /Image /Width ${WIDTH} /Height ${HEIGHT} ${entries}`;
  return documentOf(
    [
      {
        width: WIDTH,
        height: HEIGHT,
        resources: '/XObject << /I 3 0 R >>',
        content: `q ${WIDTH} 0 0 ${HEIGHT} 0 0 cm /I Do Q`,
      },
    ],
    [streamOf(change(data).toString('latin1'), image)],
  );
}

/** A page and one region on it, coded like CCITT: https://www.itu.int/rec/T-REC-T.88 */
function jbig2(): Buffer {
  const page = Buffer.alloc(19);
  page.writeUInt32BE(WIDTH, 0);
  page.writeUInt32BE(HEIGHT, 4);
  const region = Buffer.alloc(18);
  region.writeUInt32BE(WIDTH, 0);
  region.writeUInt32BE(HEIGHT, 4);
  region[17] = 1;
  return Buffer.concat([
    jbig2Segment(0, 48, page),
    jbig2Segment(1, 38, Buffer.concat([region, Buffer.from(G4, 'base64')])),
  ]);
}

function jbig2Segment(number: number, type: number, data: Buffer): Buffer {
  const header = Buffer.alloc(11);
  header.writeUInt32BE(number, 0);
  header[4] = type;
  header[6] = 1;
  header.writeUInt32BE(data.length, 7);
  return Buffer.concat([header, data]);
}
