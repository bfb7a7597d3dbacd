import type { OpenedStore } from '@glyphwatch/provider';
import type { Command } from 'commander';
import type { Io } from '../../terminal/io.ts';

/** Which store on this machine. */
export interface StorePlace {
  readonly config?: string;
  readonly store?: string;
}

/** What commands for both places work on. */
export interface PlaceStore extends Pick<OpenedStore, 'results' | 'deliveries' | 'reviews'> {
  /** The only one; an image may be called by its key alone. */
  readonly bucket?: string;
}

/** Where results and deliveries are: in the store of the settings, or in a deployed stack. */
export interface Place<Options> {
  /** Adds the options that say where. */
  readonly withPlace: (command: Command) => Command;
  /** `glyphwatch` or `glyphwatch aws`, for what a message says to type. */
  readonly command: string;
  /** What a person calls a folder, as silences name it. */
  readonly folder: (typed: string, io: Io) => string;
  /** What a person calls an image, as results name it. */
  readonly image: (typed: string, io: Io) => Promise<string>;
  /** Rules or channels in force, as far as the settings here name them. */
  readonly known?: (of: 'rule' | 'channel', options: Options, io: Io) => Promise<readonly string[]>;
  /** Whose clocks people read; default: UTC. */
  readonly zone?: (options: Options, io: Io) => Promise<string>;
  readonly use: (
    options: Options,
    io: Io,
    work: (store: PlaceStore) => Promise<number>,
    /** It may be the first to write. Others see an empty store before the first scan. */
    how?: { readonly adds?: boolean },
  ) => Promise<number>;
}
