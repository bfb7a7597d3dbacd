import { Column } from './column.ts';

/** In place of a word's index, between words. */
export const NO_WORD = -1;

/** Text that grows, each character knowing the word it came from and where in it. */
export class FlowDraft {
  readonly #word: Column;
  readonly #from: Column;
  readonly #to: Column;
  text = '';

  constructor(capacity: number) {
    this.#word = new Column(capacity);
    this.#from = new Column(capacity);
    this.#to = new Column(capacity);
  }

  get length(): number {
    return this.text.length;
  }

  append(piece: string, word: number, from: number, to: number): void {
    this.text += piece;
    for (let unit = 0; unit < piece.length; unit++) {
      this.#word.push(word);
      this.#from.push(from);
      this.#to.push(to);
    }
  }

  /** Takes over a part of another draft. */
  copy(other: FlowDraft, start: number, end: number): void {
    for (let at = start; at < end; at++) this.write(other, at, other.text.charAt(at));
  }

  /** Appends text that stands for the character of another draft. */
  write(other: FlowDraft, at: number, text: string): void {
    this.append(text, other.#word.get(at), other.#from.get(at), other.#to.get(at));
  }

  finish(): { text: string; word: Int32Array; from: Int32Array; to: Int32Array } {
    return {
      text: this.text,
      word: this.#word.finish(),
      from: this.#from.finish(),
      to: this.#to.finish(),
    };
  }
}
