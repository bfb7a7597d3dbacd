import type { ConsoleParts } from '../console-parts.ts';

/** Files of the page: name below the base path → bytes. `index.html` is every page. */
export type PageFiles = ReadonlyMap<string, Uint8Array>;

/** Who may enter with a name and a password, from another machine. */
export interface Gate {
  /** The name, or `undefined`. */
  admit(name: string, password: string): Promise<string | undefined>;
}

export interface ServeOptions {
  readonly parts: ConsoleParts;
  readonly files: PageFiles;
  readonly host: string;
  /** 0: any. */
  readonly port: number;
  /** Begins and ends with `/`. */
  readonly basePath: string;
  /** Whoever opens the printed address. */
  readonly name: string;
  /** Other addresses, as `https://watch.example.com`, that lead here; only with a gate. */
  readonly origins?: readonly string[];
  readonly gate?: Gate;
  /** Told of every failure of ours, without texts. */
  readonly onFailure?: (error: unknown) => void;
}

export interface ServedConsole {
  /** With the one-time token. */
  readonly url: string;
  /** Without it. */
  readonly address: string;
  /** For scripts, as long as this process lives: `Authorization: Bearer …`. */
  readonly token: string;
  close(): Promise<void>;
}
