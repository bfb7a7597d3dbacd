import { createHash } from 'node:crypto';
import type { RuleSet } from '../rule.ts';
import { DamagedSections, type Section } from '../flat/sections.ts';
import { ENGINE_VERSION } from './engine-version.ts';
import { flatten } from './flatten.ts';
import { openSections } from './open-sections.ts';
import type { CompiledWatchlist } from './rule-watchlist.ts';
import type { Circumstances } from './to-outcome.ts';

/*
 * A compiled watchlist as a file, to be loaded in milliseconds instead of compiled in seconds:
 *
 *     magic 8 bytes | SHA-256 of all that follows | length of the header | header, JSON | sections
 *
 * The header names the files that the rules come from, with their SHA-256: it is of use only to whoever has the same files.
 * Everything begins at a multiple of eight bytes; numbers are little-endian, as on every machine that runs Node in earnest.
 */

/** The last byte is the format's number. */
const MAGIC = Buffer.from('GWLIST\0\x02', 'latin1');
const HASH_BYTES = 32;
const LENGTH_AT = MAGIC.length + HASH_BYTES;
const HEADER_AT = LENGTH_AT + 8;
const ALIGNMENT = 8;

/** A file that rules come from. */
export interface SourceFile {
  /** Relative to the folder of the rule file, which is the first, with `/`. */
  readonly path: string;
  /** Of its bytes, in hexadecimal. */
  readonly sha256: string;
}

interface Header {
  readonly files: readonly SourceFile[];
  readonly isSensitive: boolean;
  readonly engine: string;
  /** Accents and case are folded as this version of Unicode says. */
  readonly unicode: string | undefined;
  readonly sections: readonly (readonly ['bytes' | 'words', number])[];
}

/** A compiled watchlist whose rules are still to be trusted: compare `files` first. */
export interface CompiledFile extends Pick<Header, 'files' | 'isSensitive'> {
  /** `undefined` if it is damaged after all. */
  open(circumstances?: Circumstances): CompiledWatchlist | undefined;
}

/** The bytes of a compiled file; `files`: every file that the rules come from, the rule file first. */
export function writeCompiled(ruleSet: RuleSet, files: readonly SourceFile[]): Uint8Array {
  const sections = flatten(ruleSet);
  const header: Header = {
    files,
    isSensitive: ruleSet.rules.some(({ enabled, sensitive }) => enabled && sensitive),
    engine: ENGINE_VERSION,
    unicode: process.versions['unicode'],
    sections: sections.map((section) => [
      section instanceof Uint32Array ? 'words' : 'bytes',
      section.byteLength,
    ]),
  };
  const text = Buffer.from(JSON.stringify(header));
  const length = sections.reduce(
    (end, { byteLength }) => aligned(end + byteLength),
    headerEnd(text),
  );
  const file = Buffer.alloc(length);
  MAGIC.copy(file);
  file.writeUInt32LE(text.length, LENGTH_AT);
  text.copy(file, HEADER_AT);
  let at = headerEnd(text);
  for (const { buffer, byteOffset, byteLength } of sections) {
    file.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at = aligned(at + byteLength);
  }
  hashOf(file).copy(file, MAGIC.length);
  return file;
}

/** Why a compiled file cannot be used here, as the end of a sentence. */
export interface Unusable {
  readonly refused: string;
  /** Fit for another version, as while one is being replaced by the other. */
  readonly isOutdated?: boolean;
}

/** Never throws. Compile the rules instead of a file that is refused. */
export function readCompiled(bytes: Uint8Array): CompiledFile | Unusable {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!file.subarray(0, MAGIC.length).equals(MAGIC)) {
    return { refused: 'has another format', isOutdated: file.indexOf('GWLIST') === 0 };
  }
  if (!file.subarray(MAGIC.length, LENGTH_AT).equals(hashOf(file)))
    return { refused: 'is damaged' };
  try {
    const length = file.readUInt32LE(LENGTH_AT);
    const header: Header = JSON.parse(file.toString('utf8', HEADER_AT, HEADER_AT + length));
    const { files, isSensitive, engine, unicode } = header;
    if (engine !== ENGINE_VERSION || unicode !== process.versions['unicode']) {
      return { refused: 'is of another version of Glyphwatch or Node', isOutdated: true };
    }
    const sections = sectionsIn(file, aligned(HEADER_AT + length), header);
    return { files, isSensitive, open: (circumstances = {}) => opened(sections, circumstances) };
  } catch {
    return { refused: 'is damaged' };
  }
}

/** Whatever fails here: the hash is right, so nobody but the author of the content can be blamed, and the rules are there. */
function opened(
  sections: readonly Section[],
  circumstances: Circumstances,
): CompiledWatchlist | undefined {
  try {
    return openSections(sections, circumstances);
  } catch {
    return undefined;
  }
}

/** Views of the file, not copies; fails if a section goes beyond its end. */
function sectionsIn(file: Buffer, begin: number, { sections }: Header): readonly Section[] {
  // Arrays of words begin at a multiple of four, and a small file may lie anywhere in a buffer shared with others.
  const bytes = file.byteOffset % ALIGNMENT === 0 ? file : new Uint8Array(file);
  const buffer = bytes.buffer as ArrayBuffer;
  let at = bytes.byteOffset + begin;
  return sections.map(([kind, length]) => {
    if (at + length > bytes.byteOffset + bytes.length) throw new DamagedSections('goes too far');
    const from = at;
    at = aligned(at + length);
    return kind === 'words'
      ? new Uint32Array(buffer, from, length / 4)
      : new Uint8Array(buffer, from, length);
  });
}

function hashOf(file: Buffer): Buffer {
  return createHash('sha256').update(file.subarray(LENGTH_AT)).digest();
}

function headerEnd(text: Buffer): number {
  return aligned(HEADER_AT + text.length);
}

function aligned(position: number): number {
  return Math.ceil(position / ALIGNMENT) * ALIGNMENT;
}
