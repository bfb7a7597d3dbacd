import type { ConsoleParts } from '../console-parts.ts';

/** Files of the page: name below the base path → bytes. `index.html` is every page. */
export type PageFiles = ReadonlyMap<string, Uint8Array>;

/** Who may enter with a name and a password. */
export interface Gate {
  /** The name, or `undefined`. */
  admit(name: string, password: string): Promise<string | undefined>;
}

export interface ServeOptions {
  readonly parts: ConsoleParts;
  readonly files: PageFiles;
  /** An IP address of this machine. One that others reach needs a gate, and `tls` or `proxy`. */
  readonly host: string;
  /** 0: any. */
  readonly port: number;
  /** Begins and ends with `/`. */
  readonly basePath: string;
  /** Whoever opens the printed address, or has the token for scripts. */
  readonly name: string;
  /** As people open it, `https://watch.example.com`, and no other way; absent: by `host` and port. */
  readonly origin?: string;
  /** Nobody enters by the printed address then. */
  readonly gate?: Gate;
  /** PEM. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  /** IP address of what ends TLS before this server: only it may connect, and its X-Forwarded-For is believed. */
  readonly proxy?: string;
  /** Told of every failure of ours, without texts. */
  readonly onFailure?: (error: unknown) => void;
}

export interface ServedConsole {
  /** With the one-time token, unless there is a gate. */
  readonly url: string;
  /** Without it. */
  readonly address: string;
  readonly port: number;
  /** For scripts, as long as this process lives: `Authorization: Bearer …`. */
  readonly token: string;
  close(): Promise<void>;
}
