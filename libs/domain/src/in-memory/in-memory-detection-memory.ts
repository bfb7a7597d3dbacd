import type { DetectionMemory, TextDetection } from '../index.ts';

export class InMemoryDetectionMemory implements DetectionMemory {
  readonly #kept = new Map<string, TextDetection>();

  async find(contentHash: string, detector: string): Promise<TextDetection | undefined> {
    return this.#kept.get(JSON.stringify([contentHash, detector]));
  }

  async keep(contentHash: string, detector: string, detection: TextDetection): Promise<void> {
    this.#kept.set(JSON.stringify([contentHash, detector]), detection);
  }

  async forget(contentHash: string): Promise<void> {
    const ofContent = `${JSON.stringify([contentHash]).slice(0, -1)},`;
    for (const key of this.#kept.keys()) if (key.startsWith(ofContent)) this.#kept.delete(key);
  }

  async forgetOthers(contentHashes: ReadonlySet<string>): Promise<void> {
    for (const key of this.#kept.keys()) {
      if (!contentHashes.has(JSON.parse(key)[0])) this.#kept.delete(key);
    }
  }
}
