import type { Notification, PictureLink } from '@glyphwatch/domain';
import { fittedBody, type PictureOrProblem, titleOf } from '@glyphwatch/notification-text';

/** https://docs.discord.com/developers/resources/message#embed-object-embed-limits */
const LONGEST_DESCRIPTION = 4096;
const LONGEST_LINK = 1000;

/** A line for those who show no embeds, and all of it in an embed. */
export function discordMessage(
  notification: Notification,
  { picture, problem }: PictureOrProblem,
  link?: PictureLink,
) {
  const opened = linkLine(link);
  const size = (text: string): number => escapeMarkdown(text).length;
  const body = fittedBody(notification, {
    limit: LONGEST_DESCRIPTION - opened.length,
    size,
    problem,
  });
  const image = picture ? { image: { url: `attachment://${picture.name}` } } : {};
  return {
    content: escapeMarkdown(titleOf(notification)),
    embeds: [{ description: escapeMarkdown(body) + opened, ...image }],
    allowed_mentions: { parse: [] },
  };
}

function linkLine(link?: PictureLink): string {
  if (!link || link.url.length > LONGEST_LINK) return '';
  const url = link.url.replace(/[<>()\\\s]/g, percent);
  return `\n[Open the picture](<${url}>)`;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** Of punctuation, a backslash makes plain text. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\*_~`|<>@#:[\]()+-]/g, '\\$&');
}
