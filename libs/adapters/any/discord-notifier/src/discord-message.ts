import type { Message, PictureLink } from '@glyphwatch/domain';
import {
  fittedBody,
  openPicture,
  type PictureOrProblem,
  type TextOptions,
  titleOf,
} from '@glyphwatch/notification-text';

/** https://docs.discord.com/developers/resources/message#embed-object-embed-limits */
const LONGEST_DESCRIPTION = 4096;
const LONGEST_LINK = 1000;

/** A line for those who show no embeds, and all of it in an embed. */
export function discordMessage(
  message: Message,
  { picture, problem }: PictureOrProblem,
  options: TextOptions,
) {
  const { links: [link] = [], locale } = options;
  const opened = linkLine(openPicture(locale), link);
  const size = (text: string): number => escapeMarkdown(text).length;
  const body = fittedBody(message, {
    ...options,
    saysLinks: false,
    limit: LONGEST_DESCRIPTION - opened.length,
    size,
    problem,
  });
  const image = picture ? { image: { url: `attachment://${picture.name}` } } : {};
  return {
    content: escapeMarkdown(titleOf(message, options)),
    embeds: [{ description: escapeMarkdown(body) + opened, ...image }],
    allowed_mentions: { parse: [] },
  };
}

function linkLine(label: string, link?: PictureLink): string {
  if (!link || link.url.length > LONGEST_LINK) return '';
  const url = link.url.replace(/[<>()\\\s]/g, percent);
  return `\n[${label}](<${url}>)`;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** Of punctuation, a backslash makes plain text. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\*_~`|<>@#:[\]()+-]/g, '\\$&');
}
