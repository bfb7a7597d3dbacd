import { RememberingDetector, type TextDetector } from '@glyphwatch/domain';
import { InMemoryDetectionMemory } from '@glyphwatch/domain/in-memory';
import { contentHash } from '@glyphwatch/file-image-source';

/** For stacks that get the same few pictures many times: reading them again would test nothing. */
export function readingOnce(detector: TextDetector): TextDetector {
  return new RememberingDetector(detector, new InMemoryDetectionMemory(), { hashOf: contentHash });
}
