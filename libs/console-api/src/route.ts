import type * as z from 'zod';
import type { ConsoleParts } from './console-parts.ts';

/** Who asks. */
export interface Caller {
  readonly name: string;
}

/** An answer that is no JSON. */
export interface RawAnswer {
  readonly type: string;
  readonly body: Uint8Array | AsyncIterable<string>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Asked<Q, B> {
  readonly query: Q;
  readonly body: B;
  /** Values of `:name` in the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly caller: Caller;
}

/** One operation of the API. Hosts call `handle`; the OpenAPI document is made of the rest. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base path, with `:name` for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Default: JSON. */
  readonly bodyType?: string;
  /** Of the JSON; absent for what is no JSON, of which `type` is the media type. */
  readonly answer?: z.ZodType;
  readonly type?: string;
  /** Default: 200, or 204 without an answer. */
  readonly status?: number;
  /** Never kept by a browser. */
  readonly isSecret?: true;
  readonly handle: (parts: ConsoleParts, asked: Asked<never, never>) => Promise<unknown>;
}

interface TypedRoute<Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> extends Omit<
  Route,
  'handle' | 'query' | 'body' | 'answer' | 'type'
> {
  readonly query?: Q;
  readonly body?: B;
  readonly answer: A;
  readonly handle: (
    parts: ConsoleParts,
    asked: Asked<z.output<Q>, z.output<B>>,
  ) => Promise<z.input<A>>;
}

/** The compiler checks `handle` against the shapes. */
export function route<Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  typed: TypedRoute<Q, B, A>,
): Route {
  return typed as Route;
}

interface TypedRawRoute<Q extends z.ZodType> extends Omit<Route, 'handle' | 'query' | 'answer'> {
  readonly query: Q;
  readonly type: string;
  readonly handle: (
    parts: ConsoleParts,
    asked: Asked<z.output<Q>, undefined>,
  ) => Promise<RawAnswer>;
}

export function rawRoute<Q extends z.ZodType>(typed: TypedRawRoute<Q>): Route {
  return typed as Route;
}
