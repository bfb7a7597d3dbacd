import { isAbsolute, resolve } from 'node:path';
import * as z from 'zod/mini';

/** Turns the path of a file or folder into an absolute one. */
export type PathSchema = z.ZodMiniType<string, string>;

const path = z.string().check(z.minLength(1));

/** Where no folder is known from which a relative path could start. */
export const absolutePath: PathSchema = path.check(
  z.refine((text) => isAbsolute(text), 'must be an absolute path'),
);

/** Relative paths start at `folder`, for a settings file at its own. */
export function pathsFrom(folder: string): PathSchema {
  return z.pipe(
    path,
    z.transform((text) => resolve(folder, text)),
  );
}
