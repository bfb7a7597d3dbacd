import type { TextDetection } from '@glyphwatch/domain';

/** The lines that `glyphwatch scan --format jsonl` prints for images, as detections. */
export function parseDetections(
  jsonl: string,
): readonly { readonly image: string; readonly detection: TextDetection }[] {
  return jsonl
    .split('\n')
    .filter((row) => row.startsWith('{"image":'))
    .map((row) => {
      const { image, lines, width, height, provider } = JSON.parse(row);
      const size = width && height ? { width, height } : {};
      return {
        image,
        detection: { provider, modelVersion: '1', truncated: false, lines: lines ?? [], ...size },
      };
    });
}
