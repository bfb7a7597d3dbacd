import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkAgainst, formatProblems, locateDocument } from '@glyphwatch/document-reader';
import * as z from 'zod/mini';
import { misconfigured } from './misconfigured.ts';
import { STEP_WIDTH, STRIP_HEIGHT } from './strip.ts';

export const MANIFEST = 'models.yaml';

const fileName = z
  .string()
  .check(z.regex(/^[^/\\]+$/, `must be the name of a file beside ${MANIFEST}`));
const sha256 = z.pipe(
  z.string().check(z.regex(/^[0-9a-f]{64}$/i, 'must be the SHA-256 of the file, 64 hex digits')),
  z.transform((hash) => hash.toLowerCase()),
);
const modelFile = { file: fileName, sha256 };
const only = (pixels: number) =>
  z.literal(pixels, `must be ${pixels}, because lines are cut out for models of this kind`);

const schema = z.strictObject({
  recognition: z.strictObject({
    ...modelFile,
    height: only(STRIP_HEIGHT),
    step: only(STEP_WIDTH),
    dictionary: z.strictObject(modelFile),
  }),
  detection: z.optional(z.strictObject(modelFile)),
  orientation: z.optional(z.strictObject(modelFile)),
});

/** What `models.yaml` says of the models in its folder. */
export type ModelManifest = z.output<typeof schema>;

/** Fails with `detector-misconfigured`, and every mistake with its line. */
export function readManifest(folder: string): ModelManifest {
  const path = join(folder, MANIFEST);
  const document = locateDocument(textOf(path), { name: path });
  const { value, mistakes = [] } = checkAgainst(document.value ?? {}, schema);
  const problems = [
    ...document.problems,
    ...mistakes.map((mistake) => document.problemAt(mistake.path, mistake.message)),
  ];
  if (value && problems.length === 0) return value;
  throw misconfigured(`Correct the list of models:\n${formatProblems(problems)}`);
}

/** The start of the SHA-256 of `models.yaml`, which has those of all files; `missing` if it cannot be read. */
export function manifestIdentity(folder: string): string {
  try {
    return createHash('sha256')
      .update(textOf(join(folder, MANIFEST)))
      .digest('hex')
      .slice(0, 12);
  } catch {
    return 'missing';
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const hint = `The README of onnx-text-detector says what ${MANIFEST} contains.`;
    throw misconfigured(`The list of models ${path} cannot be read. ${hint}`, cause);
  }
}
