import { textOf } from '@glyphwatch/azure-vision-text-detector/lines-of';
import { imageAnswerOf } from '@glyphwatch/google-vision-text-detector/answer';
import { linesOf as googleLinesOf } from '@glyphwatch/google-vision-text-detector/lines-of';
import { detectionOf } from '@glyphwatch/rekognition-text-detector/detection-of';
import { linesOf as textractLinesOf } from '@glyphwatch/textract-text-detector/detection-of';
import { areLines, ownErrorsOnly, recordOf } from '../checks.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

const SENT = { width: 640, height: 480 };

export const detections: FuzzTarget = {
  name: 'detections',
  reads: 'answers of Rekognition, Textract, Google Vision and Azure AI Vision',
  async run(input) {
    const answer = recordOf(input);
    if (!answer) return;
    for (const read of [
      () => detectionOf(answer).lines,
      () => textractLinesOf(answer),
      () => googleLinesOf(imageAnswerOf(answer), SENT),
      () => textOf(answer).lines,
    ])
      areLines((await ownErrorsOnly(read)) ?? []);
  },
};
