import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ModelManifest } from '../model-manifest.ts';
import { packagedFiles } from '../model-files.ts';

/** A folder of models as a user would make one, from copies of the packaged files. */
export class OwnModels implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'own-models-'));

  static async create(): Promise<OwnModels> {
    const models = new OwnModels();
    const { recognition, dictionary, detection } = await packagedFiles();
    copyFileSync(recognition, models.at('rec.onnx'));
    copyFileSync(detection, models.at('det.onnx'));
    copyFileSync(dictionary, models.at('dict.txt'));
    models.list();
    return models;
  }

  at(name: string): string {
    return join(this.folder, name);
  }

  sha256(name: string): string {
    return createHash('sha256')
      .update(readFileSync(this.at(name)))
      .digest('hex');
  }

  /** Writes `models.yaml`, with the files as they are now. */
  list(changes: object = {}, ofRecognition: object = {}): void {
    const manifest: ModelManifest = {
      recognition: {
        file: 'rec.onnx',
        sha256: this.sha256('rec.onnx'),
        height: 48,
        step: 8,
        dictionary: { file: 'dict.txt', sha256: this.sha256('dict.txt') },
      },
    };
    const recognition = { ...manifest.recognition, ...ofRecognition };
    writeFileSync(this.at('models.yaml'), stringify({ recognition, ...changes }));
  }

  /** Replaces the dictionary and lists it. */
  rewriteDictionary(rewrite: (characters: string[]) => readonly string[]): void {
    const characters = readFileSync(this.at('dict.txt'), 'utf8').trimEnd().split('\n');
    writeFileSync(this.at('dict.txt'), `${rewrite(characters).join('\n')}\n`);
    this.list();
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}
