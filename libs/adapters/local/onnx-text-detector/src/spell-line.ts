import { isTrusted, narrowMarks } from './clean-text.ts';
import type { RecognizedCharacter } from './decode-steps.ts';
import { findInk } from './ink.ts';
import type { LineReader, SeenWord } from './line-reader.ts';
import { placeWords } from './place-words.ts';
import { type LineReading, readLatin } from './read-line.ts';
import { restoreAccents } from './restore-accents.ts';
import { spellWord } from './spell-word.ts';
import { splitWords } from './split-words.ts';
import type { Strip } from './strip.ts';

/** The words of a strip; none if its reading is not trusted. */
export function spellLine(
  strip: Strip,
  reading: LineReading,
  readers: readonly LineReader[],
): readonly SeenWord[] {
  return reading.seen?.words ?? spellCharacters(strip, reading, readers);
}

function spellCharacters(
  strip: Strip,
  { characters, confidence, latin }: LineReading,
  readers: readonly LineReader[],
): readonly SeenWord[] {
  const ink = findInk(strip);
  const words = splitWords(characters, ink);
  const spelled = words.map(spellWord);
  const line = spelled.join(' ');
  if (!isTrusted(narrowMarks(line, line), confidence)) return [];
  const texts = restoreAccents(
    spelled.map((text) => narrowMarks(text, line)),
    latin ?? readLatin(readers, strip),
  );
  return placeWords(ink, words).map((extent, index) => ({
    text: texts[index] ?? '',
    confidence: meanConfidence(words[index] ?? []),
    extent,
  }));
}

function meanConfidence(word: readonly RecognizedCharacter[]): number {
  return word.reduce((sum, { confidence }) => sum + confidence, 0) / word.length;
}
