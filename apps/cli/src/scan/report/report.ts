import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type ImageSource, messageForUsers, SEVERITIES } from '@glyphwatch/domain';
import { escapeHtml } from '@glyphwatch/notification-text';
import type { Disclosure } from '../../terminal/describe-image.ts';
import { invalid } from '../../terminal/invalid.ts';
import { count } from '../../terminal/show.ts';
import type { Scanned } from '../../terminal/scanned.ts';
import type { Tally } from '../../terminal/tally.ts';
import { writeWhole } from '../../terminal/write-whole.ts';
import { matchedEntry } from './matched-entry.ts';
import type { ReportPicture } from './report-pictures.ts';
import { reportPage } from './report-page.ts';

/** What the report holds at most; what is left out is counted and said. */
const LIMITS = {
  images: 1000,
  unread: 200,
  /** As files; in the report they take a third more. */
  pictureBytes: 20_000_000,
};

interface Entry {
  readonly rank: number;
  readonly html: (pictures: string) => string;
  pictures: readonly ReportPicture[];
  note: string;
}

/** One page of HTML about a scan, with pictures. The most severe matches are kept when there is too much. */
export class Report {
  readonly file: string;
  readonly #disclosure: Disclosure;
  readonly #limits: typeof LIMITS;
  #entries: Entry[] = [];
  readonly #unread: Scanned[] = [];
  #pictureBytes = 0;
  #leftOut = { images: 0, pictures: 0, unread: 0 };

  /** Fails with `settings-invalid` if it cannot be there, before anything is scanned. */
  constructor(file: string, disclosure: Disclosure, limits = LIMITS) {
    const folder = dirname(file);
    if (!isFolder(folder)) {
      throw invalid(`The report cannot be written: there is no folder ${folder}.`);
    }
    if (isFolder(file)) throw invalid(`The report cannot be written: ${file} is a folder.`);
    this.file = file;
    this.#disclosure = disclosure;
    this.#limits = limits;
  }

  async add(image: ImageSource | undefined, scanned: Scanned): Promise<void> {
    if (scanned.reason !== undefined) this.#addUnread(scanned);
    if (scanned.status !== 'MATCHED') return;
    const html = matchedEntry(scanned, this.#disclosure);
    const entry: Entry = { rank: rankOf(scanned), html, pictures: [], note: '' };
    this.#entries.push(entry);
    if (image && this.#hasRoomFor(entry)) await this.#draw(entry, image, scanned);
    else this.#leaveOutPictures(entry);
    this.#shrink();
  }

  /** Only its owner may read it, because pictures can be private. */
  async write(tally: Tally): Promise<void> {
    const html = this.#html(tally);
    await writeWhole(this.file, (unfinished) => writeFile(unfinished, html));
  }

  #html(tally: Tally): string {
    const entries = this.#entries.toSorted((a, b) => b.rank - a.rank);
    return reportPage({
      tally,
      entries: entries.map(({ html, pictures, note }) => html(figures(pictures) + note)),
      unread: this.#unread,
      leftOut: this.#leftOut,
    });
  }

  async #draw(entry: Entry, image: ImageSource, scanned: Scanned): Promise<void> {
    try {
      const { reportPictures } = await import('./report-pictures.ts');
      const bytes = await image.read();
      const drawn = await reportPictures(bytes, scanned, this.#disclosure);
      entry.pictures = drawn.pictures;
      if (drawn.morePages > 0) entry.note = noteOf(`and ${count(drawn.morePages, 'more page')}`);
      this.#pictureBytes += bytesOf(entry);
    } catch (error) {
      entry.note = noteOf(`No picture: ${messageForUsers(error, 'it could not be drawn.')}`);
    }
  }

  #hasRoomFor({ rank }: Entry): boolean {
    const isFull = this.#pictureBytes >= this.#limits.pictureBytes;
    return !isFull || this.#entries.some((one) => one.rank < rank && one.pictures.length > 0);
  }

  #shrink(): void {
    while (this.#pictureBytes > this.#limits.pictureBytes) {
      const victim = leastSevere(this.#entries.filter(({ pictures }) => pictures.length > 0));
      if (!victim) return;
      this.#pictureBytes -= bytesOf(victim);
      this.#leaveOutPictures(victim);
    }
    if (this.#entries.length <= this.#limits.images) return;
    const victim = leastSevere(this.#entries);
    this.#entries = this.#entries.filter((entry) => entry !== victim);
    this.#pictureBytes -= victim ? bytesOf(victim) : 0;
    this.#leftOut.images += 1;
  }

  #leaveOutPictures(entry: Entry): void {
    entry.pictures = [];
    entry.note = noteOf('Its picture was left out to keep this file small.');
    this.#leftOut.pictures += 1;
  }

  #addUnread(scanned: Scanned): void {
    if (this.#unread.length < this.#limits.unread) this.#unread.push(scanned);
    else this.#leftOut.unread += 1;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Of new findings only, if there are any: known ones come last. */
function rankOf({ ruleMatches, known }: Scanned): number {
  const news = ruleMatches.filter(({ matches }) =>
    matches.some(({ fingerprint }) => !known?.has(fingerprint)),
  );
  return Math.max(-1, ...news.map(({ severity }) => SEVERITIES.indexOf(severity)));
}

function leastSevere(entries: readonly Entry[]): Entry | undefined {
  const least = Math.min(...entries.map(({ rank }) => rank));
  return entries.findLast(({ rank }) => rank === least);
}

function bytesOf({ pictures }: Entry): number {
  return pictures.reduce((sum, { jpeg }) => sum + jpeg.byteLength, 0);
}

function figures(pictures: readonly ReportPicture[]): string {
  return pictures
    .map(({ caption, jpeg }) => {
      const data = Buffer.from(jpeg).toString('base64');
      return `<figure><img src="data:image/jpeg;base64,${data}" alt="${caption}, with boxes around what matched"><figcaption>${caption}</figcaption></figure>`;
    })
    .join('');
}

function noteOf(text: string): string {
  return `<p class="note">${escapeHtml(text)}</p>`;
}
