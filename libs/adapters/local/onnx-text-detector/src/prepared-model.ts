import { createHash } from 'node:crypto';
import {
  access,
  constants,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A rewriting of a model that gives the same bytes whenever it is given the same model. */
export interface Preparation {
  /** Its name and version, as part of a file's name. Change it with everything that changes the product. */
  readonly name: string;
  transform(model: Uint8Array): Uint8Array;
}

/** What ONNX Runtime opens: a file, which takes less memory, or the bytes themselves. */
export type PreparedModel = string | Uint8Array;

/**
 * The model in the file `source` after a preparation, which is made once and kept in `folder`:
 *
 *     folder / SHA-256 of the source / name of the preparation - SHA-256 of the product .onnx
 *
 * - The folder is created, readable only for its owner. It may be deleted at any time.
 * - What is found is used only if its content has the SHA-256 of its name; otherwise it is replaced.
 * - Without a folder, or where nothing can be kept, the product comes as bytes, made anew each time.
 * - Processes may prepare the same model at once.
 * - Rejects if the source cannot be read or the preparation throws.
 */
export async function preparedModel(
  source: string,
  { name, transform }: Preparation,
  folder: string | undefined,
): Promise<PreparedModel> {
  if (folder === undefined) return transform(await readFile(source));
  const place = join(folder, await sha256Of(source));
  const kept = await find(place, name);
  if (kept !== undefined) return kept;
  const product = transform(await readFile(source));
  const path = join(place, `${name}-${sha256(product)}.onnx`);
  return keep(place, path, product).catch(() => product);
}

/** Why no prepared model can be kept in the folder, without trying it; `undefined` if one can. */
export async function keepingProblem(folder: string): Promise<string | undefined> {
  try {
    const isFolder = (await stat(folder)).isDirectory();
    if (!isFolder) return `${folder} is not a folder`;
    await access(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    // It would be created.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return keepingProblem(dirname(folder));
    return `${folder} is not writable`;
  }
}

async function find(place: string, name: string): Promise<string | undefined> {
  const files = await readdir(place).catch(() => []);
  for (const file of files) {
    if (!file.startsWith(`${name}-`)) continue;
    const path = join(place, file);
    const hash = await sha256Of(path).catch(() => undefined);
    if (hash !== undefined && file === `${name}-${hash}.onnx`) return path;
  }
  return undefined;
}

/** Written beside and renamed, so that no process ever sees half a file. */
async function keep(place: string, path: string, product: Uint8Array): Promise<string> {
  const draft = `${path}.${crypto.randomUUID()}`;
  await mkdir(place, { recursive: true, mode: 0o700 });
  try {
    await writeFile(draft, product, { mode: 0o600, flush: true });
    await rename(draft, path);
    return path;
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Of a file, through one small buffer, because a model in memory would be there only for this. */
export async function sha256Of(path: string): Promise<string> {
  await using file = await open(path);
  const chunk = Buffer.alloc(256 * 1024);
  const hash = createHash('sha256');
  for (;;) {
    const { bytesRead } = await file.read(chunk);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(chunk.subarray(0, bytesRead));
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
