import { layOutText } from '@glyphwatch/domain';
import { OnnxTextDetector } from '@glyphwatch/onnx-text-detector';
import { renderPage, type PageStyle } from '@glyphwatch/onnx-text-detector/testing';
import { judgeWordBoxes, meanOf } from './judge-word-boxes.ts';

const TEXT = ['Please keep this gate closed', 'The quick brown fox jumps', 'Mind your step'];

describe('judgeWordBoxes', () => {
  const detector = new OnnxTextDetector();
  afterAll(() => detector.close());

  it.each<[string, PageStyle]>([
    ['small sans', { size: 18 }],
    ['slanted serif', { size: 28, font: 'serif', angle: 4 }],
  ])('measures an overlap of at least 0.7 for %s', async (key, style) => {
    const page = await renderPage(TEXT, style);
    const image = { address: { bucket: 'rendered', key }, read: async () => page.png };
    const { words, read, overlaps } = judgeWordBoxes(page, await detector.detectText(image));
    expect(words).toBe(13);
    expect(read).toBeGreaterThanOrEqual(12);
    expect(overlaps).toHaveLength(13);
    expect(meanOf(overlaps)).toBeGreaterThanOrEqual(0.7);
  });

  it('is 0 for words that were not found', async () => {
    const page = await renderPage(['Keep out']);
    const judged = judgeWordBoxes(page, layOutText(''));
    expect(judged).toEqual({ words: 2, read: 0, overlaps: [0, 0] });
  });

  it('is 1 for boxes that equal their ink, even if the text is wrong', async () => {
    const page = await renderPage(['Keep out']);
    const [line] = layOutText('Keep 0ut').lines;
    const words = page.words.map(({ box }, i) => ({ ...line?.words[i], box }));
    const detection = { ...layOutText(''), lines: [{ ...line, words }] };
    const judged = judgeWordBoxes(page, detection as ReturnType<typeof layOutText>);
    expect(judged).toEqual({ words: 2, read: 1, overlaps: [1, 1] });
  });
});
