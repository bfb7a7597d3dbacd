import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { synthesise } from './testing/synthesise.ts';

const PAGE = readFileSync(resolve(__dirname, '../../cli/SWAP-A-PROVIDER.md'), 'utf8');

it('swaps the detector as the page about swapping says', () => {
  const [, settings = ''] = /# settings\.yaml\n(detector: .*\n)```/.exec(PAGE) ?? [];
  expect(settings).toContain('whenTruncated: textract');
  const rights = (yaml: string) => {
    const template = JSON.stringify(synthesise({ settings: yaml }).template.toJSON());
    return ['rekognition:DetectText', 'textract:DetectDocumentText'].filter((right) =>
      template.includes(`"${right}"`),
    );
  };
  expect(rights('{}')).toEqual(['rekognition:DetectText']);
  expect(rights(settings)).toEqual(['rekognition:DetectText', 'textract:DetectDocumentText']);
});
