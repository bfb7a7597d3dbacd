import type { TextDetection } from '@glyphwatch/domain';

/** What was not looked for or not read, in words. */
export function notRead(detection: TextDetection): string[] {
  const { truncated, unseenBelow, unknownScript, pageCount, pagesRead } = detection;
  return [
    ...(pageCount !== undefined && pagesRead !== undefined
      ? [`${pagesRead} of ${pageCount} pages were read`]
      : []),
    ...(truncated ? ['the engine may have read less than there is'] : []),
    ...(unseenBelow === undefined
      ? []
      : [`letters smaller than ${Math.round(unseenBelow)} pixels were not looked for`]),
    ...(unknownScript ? ['much of the text is in a script that the engine does not read'] : []),
  ];
}
