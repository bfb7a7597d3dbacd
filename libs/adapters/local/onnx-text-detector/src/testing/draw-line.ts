import sharp from 'sharp';

export interface LineStyle {
  /** A Pango font description without a size. */
  readonly font?: string;
  /** Pixels. */
  readonly size?: number;
  readonly paper?: string;
  readonly ink?: string;
}

/** A picture of one line of text in any script; Pango lays it out, right-to-left too. */
export async function drawLine(text: string, style: LineStyle = {}): Promise<Buffer> {
  const { font = 'DejaVu Sans', size = 32, paper = '#ffffff', ink = '#101010' } = style;
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const markup = `<span foreground="${ink}">${escaped}</span>`;
  const line = await sharp({ text: { text: markup, font: `${font} ${size}`, dpi: 72, rgba: true } })
    .png()
    .toBuffer();
  return sharp(line)
    .flatten({ background: paper })
    .extend({ top: size, bottom: size, left: size, right: size, background: paper })
    .png()
    .toBuffer();
}
