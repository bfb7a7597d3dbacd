import type { NotificationKind, NotificationMatch, Severity } from '@glyphwatch/domain';

/** Where something is in a picture, in percent of its width or height. */
export interface Place {
  readonly row: 'upper' | 'middle' | 'lower';
  readonly column: 'left' | 'centre' | 'right';
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** All words of the texts, in one language. What goes in is printable, and times are worded. */
export interface Phrases {
  /** For `Intl`. */
  readonly tag: string;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly kinds: Readonly<Record<NotificationKind, string>>;
  number(value: number): string;
  percent(value: number): string;

  ruleMatched(rule: string, image: string): string;
  rulesMatched(count: number, image: string): string;
  noRuleMatched(image: string): string;
  unreadable(image: string): string;
  readonly couldNotBeRead: string;
  readonly noMatch: string;
  andMore(name: string, others: number): string;
  readonly unnamed: string;
  reminder(number: number, of: number): string;
  readonly escalated: string;

  morePlaces(others: number): string;
  places(count: number): string;
  missing(value: string): string;
  how(via: NotificationMatch['via'], value: string): string;
  readonly joined: Readonly<Record<NonNullable<NotificationMatch['joined']>, string>>;
  readonly ambiguous: string;
  confidence(percent: string): string;
  within(context: string): string;
  page(page: number, of: number): string;
  place(place: Place): string;

  readonly facts: Readonly<
    Record<
      'image' | 'link' | 'linkUntil' | 'version' | 'uploaded' | 'status' | 'pages' | 'id' | 'text',
      string
    >
  >;
  pagesRead(read: number, of: number): string;
  readonly unknownTime: string;
  readonly noPicture: string;
  readonly linkTooLong: string;
  cut(characters: number): string;

  images(count: number): string;
  imagesOf(kind: Exclude<NotificationKind, 'matched'>, count: number): string;
  imagesOfRule(rule: string, count: number): string;
  inFolder(folder: string): string;
  readonly whileQuiet: string;
  worst(severity: string): string;
  summary(run: string): string;
  readonly groups: Readonly<Record<Exclude<NotificationKind, 'matched'>, string>>;
  otherFolders(count: number): string;
  otherGroups(groups: number, images: number): string;
  lookFirst(texts: string): string;
  quoted(text: string): string;
  readonly lookAtThese: string;
  /** In place of a picture. */
  readonly picture: string;
  /** What notifications waited for; `undefined` where it need not be said. */
  why(reason: Reason): string | undefined;
  nextAbout(rule: string, folder?: string): string;
  readonly nextOfAll: string;
  readonly nextOfSame: string;
  earliest(time: string): string;
}

export type Reason =
  | { readonly kind: 'quiet' | 'recent' }
  | { readonly kind: 'silence'; readonly id: string; readonly by: string }
  | { readonly kind: 'limit'; readonly messages: number }
  | { readonly kind: 'other'; readonly text: string };
