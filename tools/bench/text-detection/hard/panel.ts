import sharp from 'sharp';

/** A flat picture with alpha, four bytes per pixel: a sign, a label, a word. */
export interface Panel {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export interface PanelLine {
  readonly text: string;
  /** A Pango font description without a size. */
  readonly font: string;
  /** Pixels. */
  readonly size: number;
}

export interface PanelStyle {
  readonly ink: string;
  /** Absent: transparent. */
  readonly paper?: string;
  /** Around the text, in pixels. */
  readonly margin?: number;
  readonly border?: string;
  readonly align?: 'left' | 'centre';
}

/** Lines below each other. */
export async function drawPanel(lines: readonly PanelLine[], style: PanelStyle): Promise<Panel> {
  const { ink, paper, margin = 0, border, align = 'centre' } = style;
  const markup = lines
    .map(({ text, font, size }) => `<span font_desc="${font} ${size}px">${escape(text)}</span>`)
    .join('\n');
  const text = sharp({
    text: { text: `<span foreground="${ink}">${markup}</span>`, dpi: 72, rgba: true, align },
  });
  const extended = text.extend({
    top: margin,
    bottom: margin,
    left: margin,
    right: margin,
    background: paper ?? '#00000000',
  });
  const inked = sharp(await extended.png().toBuffer());
  const onPaper = sharp(
    await (paper ? inked.flatten({ background: paper }) : inked).png().toBuffer(),
  );
  const framed = border
    ? onPaper.extend({ top: 6, bottom: 6, left: 6, right: 6, background: border })
    : onPaper;
  const { data, info } = await framed.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: data };
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
