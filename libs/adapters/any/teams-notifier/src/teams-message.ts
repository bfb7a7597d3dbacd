import type { Message } from '@glyphwatch/domain';
import { fittedBody, openPicture, type TextOptions, titleOf } from '@glyphwatch/notification-text';

/** Microsoft says 28 KB; flows failed from 21 KB on. */
const LARGEST_BYTES = 20_000;
const LONGEST_LINK = 2000;

/** A card of text runs, which know no Markdown, and one button. */
export function teamsMessage(message: Message, options: TextOptions) {
  const title = titleOf(message, options);
  const withText = (text: string) => messageOf(title, text, options);
  const size = (text: string) => Buffer.byteLength(JSON.stringify(withText(text)));
  const room = { ...options, saysLinks: false, limit: LARGEST_BYTES, size };
  return withText(fittedBody(message, room));
}

/** https://learn.microsoft.com/connectors/teams/#adaptivecarditemschema: without `contentUrl`, the flow answers 400. */
function messageOf(subject: string, text: string, { links: [link] = [], locale }: TextOptions) {
  const paragraphs = text.split('\n\n');
  const card = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      block({ text: subject, weight: 'bolder', size: 'medium' }),
      ...paragraphs.flatMap((paragraph) => paragraph.split('\n').map(line)),
    ],
    ...(link && link.url.length <= LONGEST_LINK
      ? { actions: [{ type: 'Action.OpenUrl', title: openPicture(locale), url: link.url }] }
      : {}),
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content: card }] };
}

/** Spaces at the start of a line would be lost. */
function line(text: string, index: number) {
  const shown = text.replace(/^ +/, (spaces) => '\u00A0'.repeat(spaces.length));
  return { ...block({ text: shown || ' ' }), ...(index === 0 ? {} : { spacing: 'none' }) };
}

/** Cards put a date in the place of `{{DATE(…)}}`, in text runs, too. https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features */
function block(run: { readonly text: string; readonly weight?: string; readonly size?: string }) {
  const text = run.text.replace(/\{(?=\{)/g, '{ ');
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', ...run, text }] };
}
