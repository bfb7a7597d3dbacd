import { TEMPLATE_FIELDS, type TemplateField } from '@glyphwatch/domain';
import { defang } from './defang.ts';
import { printable, printableLines } from './printable.ts';

/** A part of a team's own words: text, in which nothing is a link, or the link to the picture. */
export interface NotePiece {
  readonly text: string;
  readonly kind: 'text' | 'link';
}

export type TemplateValues = Readonly<Record<TemplateField, string>>;

const FIELD = new RegExp(`\\{(${TEMPLATE_FIELDS.join('|')})\\}`);
const LONGEST_VALUE = 200;
const LONGEST_NOTE = 1000;

/** In one pass: what a value holds is never a field. Other braces stay as they are. */
export function fillIn(template: string, values: TemplateValues): readonly NotePiece[] {
  const texts = [''];
  for (const [index, part] of template.split(FIELD).entries()) {
    const field = index % 2 === 1 ? (part as TemplateField) : undefined;
    if (field === 'link' && values.link !== '') texts.push('');
    else texts.push(`${texts.pop()}${field ? shownValue(values[field]) : part}`);
  }
  const link: NotePiece = { text: values.link, kind: 'link' };
  return texts.flatMap((text, index) => [
    ...(index > 0 ? [link] : []),
    ...textPiece(text, index > 0, index < texts.length - 1),
  ]);
}

function shownValue(value: string): string {
  return printable(value, { maxLength: LONGEST_VALUE });
}

/** Defanged as a whole: `www{text}` may become an address. A space next to a link belongs to the text. */
function textPiece(text: string, isAfterLink: boolean, isBeforeLink: boolean): NotePiece[] {
  const shown = defang(printableLines(text, { maxLength: LONGEST_NOTE }));
  const before = isAfterLink && /^[ \t]/.test(text) ? ' ' : '';
  const after = isBeforeLink && /[ \t]$/.test(text) ? ' ' : '';
  const whole = shown === '' ? before : before + shown + after;
  return whole === '' ? [] : [{ text: whole, kind: 'text' }];
}

export function noteText(pieces: readonly NotePiece[]): string {
  return pieces.map(({ text }) => text).join('');
}
