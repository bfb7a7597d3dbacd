import { type Digest, isDigest, type Message } from '@glyphwatch/domain';
import { bodyOf, subjectOf, type TextOptions } from '@glyphwatch/notification-text';
import { attributesOf, listOf, tellsNothingApart } from './attributes-of.ts';

/** Attributes count towards it. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_BYTES = 256 * 1024;
const ROOM_FOR_ATTRIBUTES = 128 * 1024;
const MAX_BODY_BYTES = MAX_BYTES - ROOM_FOR_ATTRIBUTES;

/** A message in words for people, with attributes for filter policies. */
export function topicMessage(message: Message, options: TextOptions) {
  const shown = isDigest(message) && !tellsNothingApart(message) ? countsOf(message) : message;
  return {
    Subject: subjectOf(shown, options),
    Message: shortened(bodyOf(shown, options)),
    MessageAttributes: { ...attributesOf(message), notificationIds: listOf([message.id]) },
  };
}

/** A subscriber who filters gets no text, name or folder of an image that the filter keeps away. */
function countsOf(digest: Digest): Digest {
  const groups = digest.groups.map(({ template: _, ...group }) => {
    return { ...group, folders: [], texts: [] };
  });
  return { ...digest, groups, examples: [] };
}

/** The wording is far shorter today; this guards against the day it changes. */
function shortened(body: string): string {
  const bytes = Buffer.from(body);
  if (bytes.length <= MAX_BODY_BYTES) return body;
  // A character cut in half becomes one replacement character.
  return `${bytes
    .subarray(0, MAX_BODY_BYTES - 4)
    .toString('utf8')
    .replace(/\uFFFD$/, '')}…`;
}
