import { layOutText, type TextDetector } from '@glyphwatch/domain';

/** Reads the same text in every image and records the calls. */
export function fixedDetector(
  text = 'KEEP OUT\nNO ENTRY',
): TextDetector & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    identity: 'fixed',
    calls,
    detectText: ({ address }) => {
      calls.push(address.key);
      return Promise.resolve(layOutText(text));
    },
  };
}
