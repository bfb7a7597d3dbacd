import {
  folderOf,
  type GroupField,
  type Message,
  type Notification,
  type PictureLink,
} from '@glyphwatch/domain';
import { copyableAddress } from './copyable-address.ts';
import { folderName, LONGEST_NAME } from './names.ts';
import { printable } from './printable.ts';
import type { Fact } from './wording.ts';
import type { Words } from './words.ts';

/** In the name of a fact. */
const LONGEST_SUBJECT = 40;

export function factsOf(
  notification: Notification,
  words: Words,
  link: PictureLink | undefined,
): readonly Fact[] {
  const { address, version, uploadedAt, status, id } = notification;
  return [
    { name: words.facts.image, value: copyableAddress(address), kind: 'address' },
    ...linkFacts(link, words),
    { name: words.facts.version, value: printable(version, { maxLength: LONGEST_NAME }) },
    { name: words.facts.uploaded, value: words.time(uploadedAt) },
    { name: words.facts.status, value: status },
    ...pageFacts(notification, words),
    ...nextFacts(notification, words, {
      ruleId: notification.rules[0]?.ruleId,
      folder: folderOf(notification),
    }),
    { name: words.facts.id, value: printable(id, { maxLength: LONGEST_NAME }) },
  ];
}

/** `100 of 512 were read` */
function pageFacts({ pageCount, pagesRead }: Notification, words: Words): Fact[] {
  if (pageCount === undefined) return [];
  const value =
    pagesRead === undefined ? words.number(pageCount) : words.pagesRead(pagesRead, pageCount);
  return [{ name: words.facts.pages, value }];
}

export function linkFacts(link: PictureLink | undefined, words: Words): Fact[] {
  if (!link) return [];
  const { url, validUntil } = link;
  return [
    { name: words.facts.link, value: url, kind: 'link' },
    ...(validUntil === undefined
      ? []
      : [{ name: words.facts.linkUntil, value: words.time(validUntil) }]),
  ];
}

/** `Next about banned-word in line4/: 23:41 CET at the earliest` */
export function nextFacts(
  { nextAt, groupBy }: Pick<Message, 'nextAt' | 'groupBy'>,
  words: Words,
  about: { readonly ruleId?: string | undefined; readonly folder?: string | undefined },
): Fact[] {
  if (nextAt === undefined) return [];
  return [{ name: nextName(groupBy, words, about), value: words.earliest(words.clock(nextAt)) }];
}

function nextName(
  groupBy: readonly GroupField[] | undefined,
  words: Words,
  {
    ruleId,
    folder,
  }: { readonly ruleId?: string | undefined; readonly folder?: string | undefined },
): string {
  if (!groupBy) return words.nextOfAll;
  const isAboutRule = groupBy.every((field) => field === 'ruleId' || field === 'folder');
  if (ruleId === undefined || !isAboutRule) return words.nextOfSame;
  const rule = printable(ruleId, { maxLength: LONGEST_SUBJECT });
  if (!groupBy.includes('folder')) return words.nextAbout(rule);
  return folder === undefined
    ? words.nextOfSame
    : words.nextAbout(rule, folderName(folder, LONGEST_SUBJECT));
}
