import { CODED } from './coded-heic.ts';

/*
 * A HEIC as phones write it: https://www.iso.org/standard/83650.html
 *
 *     item 1   grid of tiles, turned by irot, mirrored by imir    the picture
 *     2 …      its tiles, hidden
 *     …        thumbnail, depth map, gain map, Exif               refer to the picture
 */

type Coded = keyof typeof CODED;

export interface HeicPicture {
  /** Rows of tiles; all of one size. */
  readonly tiles: readonly (readonly Coded[])[];
  /** Pixels that are cut off at the right and at the bottom, because tiles rarely fit. */
  readonly cut?: number;
  /** Quarter turns, anticlockwise. */
  readonly turn?: number;
  /** 0: top and bottom change places, 1: left and right. */
  readonly mirror?: 0 | 1;
  readonly thumbnail?: Coded;
  readonly depth?: Coded;
  /** Brightens the picture on better screens; item `tmap` shows the result, for readers that know it. */
  readonly gainMap?: Coded;
  /** The turn once more, for readers that know only Exif: 6 is to the right. */
  readonly exifOrientation?: number;
}

interface Item {
  readonly id: number;
  readonly type: string;
  readonly data: Buffer;
  readonly properties: readonly Buffer[];
  readonly isHidden?: boolean;
}

interface Reference {
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

/** A file of these pictures; `primary` is the one to show first, counted from 0. */
export function heicOf(pictures: readonly HeicPicture[], primary = 0): Buffer {
  const file = new HeicFile();
  const ids = pictures.map((picture) => file.add(picture));
  return file.write(ids[primary] ?? 1);
}

class HeicFile {
  readonly #items: Item[] = [];
  readonly #references: Reference[] = [];
  readonly #alternatives: (readonly number[])[] = [];

  add(picture: HeicPicture): number {
    const { tiles, cut = 0, turn = 0, mirror, thumbnail, depth, gainMap } = picture;
    const tile = CODED[tiles[0]?.[0] ?? 'white'];
    const [rows, columns] = [tiles.length, tiles[0]?.length ?? 0];
    const [width, height] = [tile.width * columns - cut, tile.height * rows - cut];
    const turning = [
      ...(turn === 0 ? [] : [box('irot', [turn])]),
      ...(mirror === undefined ? [] : [box('imir', [mirror])]),
    ];
    const grid = Buffer.from([0, 0, rows - 1, columns - 1, 0, 0, 0, 0]);
    grid.writeUInt16BE(width, 4);
    grid.writeUInt16BE(height, 6);
    const id = this.#item('grid', grid, [sizeBox(width, height), ...turning]);
    const parts = tiles.flat().map((coded) => this.#coded(coded, { isHidden: true }));
    this.#refer('dimg', id, parts);
    if (thumbnail) this.#refer('thmb', this.#coded(thumbnail, { more: turning }), [id]);
    if (depth) this.#auxiliary(depth, 'urn:mpeg:hevc:2015:auxid:2', id, turning);
    if (gainMap) {
      const map = this.#auxiliary(gainMap, 'urn:com:apple:photo:2020:aux:hdrgainmap', id, turning);
      const mapped = this.#item('tmap', Buffer.alloc(62), [sizeBox(width, height), ...turning]);
      this.#refer('dimg', mapped, [id, map]);
      this.#alternatives.push([mapped, id]);
    }
    if (picture.exifOrientation !== undefined) this.#exif(picture.exifOrientation, id);
    return id;
  }

  write(primary: number): Buffer {
    const header = box('ftyp', 'heic\0\0\0\0mif1heicmiaf');
    // Places of the data are known once the size of what comes before it is.
    const { length } = this.#meta(primary, 0);
    const data = Buffer.concat(this.#items.map((item) => item.data));
    return Buffer.concat([
      header,
      this.#meta(primary, header.length + length + 8),
      box('mdat', data),
    ]);
  }

  #item(type: string, data: Buffer, properties: readonly Buffer[], isHidden = false): number {
    const id = this.#items.length + 1;
    this.#items.push({ id, type, data, properties, isHidden });
    return id;
  }

  #coded(
    name: Coded,
    { more = [], isHidden = false }: { more?: readonly Buffer[]; isHidden?: boolean },
  ): number {
    const { width, height, hvcC, data } = CODED[name];
    const properties = [Buffer.from(hvcC, 'base64'), sizeBox(width, height), ...more];
    return this.#item('hvc1', Buffer.from(data, 'base64'), properties, isHidden);
  }

  #refer(type: string, from: number, to: readonly number[]): void {
    this.#references.push({ type, from, to });
  }

  #auxiliary(coded: Coded, kind: string, of: number, turning: readonly Buffer[]): number {
    const id = this.#coded(coded, { more: [fullBox('auxC', `${kind}\0`), ...turning] });
    this.#refer('auxl', id, [of]);
    return id;
  }

  #exif(orientation: number, of: number): void {
    const tiff = 'Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0';
    const start = Buffer.concat([numbers(6), Buffer.from(tiff, 'latin1')]);
    const data = Buffer.concat([start, Buffer.from([orientation, 0, 0, 0, 0, 0, 0, 0])]);
    this.#refer('cdsc', this.#item('Exif', data, []), [of]);
  }

  #meta(primary: number, dataAt: number): Buffer {
    const kinds = this.#items.map(({ id, type, isHidden }) =>
      fullBox('infe', [...shorts(id, 0), ...Buffer.from(`${type}\0`)], 2, isHidden ? 1 : 0),
    );
    const references = this.#references.map(({ type, from, to }) =>
      box(type, [...shorts(from, to.length, ...to)]),
    );
    const groups = this.#alternatives.map((ids, index) =>
      fullBox('altr', numbers(1000 + index, ids.length, ...ids)),
    );
    return fullBox(
      'meta',
      Buffer.concat([
        fullBox('hdlr', `\0\0\0\0pict${'\0'.repeat(13)}`),
        fullBox('pitm', shorts(primary)),
        this.#places(dataAt),
        fullBox('iinf', Buffer.concat([shorts(kinds.length), ...kinds])),
        fullBox('iref', Buffer.concat(references)),
        this.#properties(),
        ...(groups.length === 0 ? [] : [box('grpl', Buffer.concat(groups))]),
      ]),
    );
  }

  #places(dataAt: number): Buffer {
    let at = dataAt;
    const entries = this.#items.map(({ id, data }) => {
      const entry = Buffer.concat([shorts(id, 0, 1), numbers(at, data.length)]);
      at += data.length;
      return entry;
    });
    const head = Buffer.concat([Buffer.from([0x44, 0]), shorts(entries.length)]);
    return fullBox('iloc', Buffer.concat([head, ...entries]));
  }

  #properties(): Buffer {
    const all = this.#items.flatMap(({ properties }) => properties);
    let next = 0;
    const uses = this.#items
      .filter(({ properties }) => properties.length > 0)
      .map(({ id, properties }) =>
        Buffer.from([...shorts(id), properties.length, ...properties.map(() => ++next | 0x80)]),
      );
    const links = fullBox('ipma', Buffer.concat([numbers(uses.length), ...uses]));
    return box('iprp', Buffer.concat([box('ipco', Buffer.concat(all)), links]));
  }
}

function sizeBox(width: number, height: number): Buffer {
  return fullBox('ispe', numbers(width, height));
}

function fullBox(
  type: string,
  content: Buffer | string | number[],
  version = 0,
  flags = 0,
): Buffer {
  return box(type, Buffer.concat([Buffer.from([version, 0, 0, flags]), bytesOf(content)]));
}

function box(type: string, content: Buffer | string | number[]): Buffer {
  const bytes = bytesOf(content);
  return Buffer.concat([numbers(bytes.length + 8), Buffer.from(type, 'latin1'), bytes]);
}

function bytesOf(content: Buffer | string | number[]): Buffer {
  return typeof content === 'string' ? Buffer.from(content, 'latin1') : Buffer.from(content);
}

function numbers(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}

function shorts(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, index * 2);
  return bytes;
}
