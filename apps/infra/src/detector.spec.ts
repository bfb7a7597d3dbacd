import { inMemoryDetector } from '@glyphwatch/domain/in-memory';
import { type DetectorProvider, provider } from '@glyphwatch/provider';
import { rekognition } from '@glyphwatch/rekognition-text-detector/provider';
import * as z from 'zod/mini';
import { synthesise } from './testing/synthesise.ts';

/** Another detector, as its library would describe it. */
const pages: DetectorProvider = provider({
  ...inMemoryDetector,
  name: 'pages',
  abilities: { ...inMemoryDetector.abilities, hosts: ['function'] },
  settings: () => z.strictObject({ pagesPerSecond: z._default(z.number(), 20) }),
  aws: ({ pagesPerSecond }) => ({
    rights: [
      {
        sid: 'ReadPages',
        actions: ['pages:Read'],
        resources: ['*'],
        why: 'pages:Read does not support resources.',
      },
    ],
    callsPerSecond: pagesPerSecond,
    secondsPerImage: 1,
    memory: 1024,
    costPerImage: 0.0015,
  }),
});

function synthesiseWith(settings: string) {
  return synthesise({ settings, detectors: [rekognition, pages] }).template.toJSON();
}

/** `path: value` of everything that differs, the path without what CloudFormation wraps around it. */
function changes(before: unknown, after: unknown, path = ''): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isGroup(before) || !isGroup(after)) return [`${path.slice(1)}: ${String(after)}`];
  return Object.keys({ ...before, ...after }).flatMap((key) => {
    const wrapper = /^(Resources|Properties|Policies|PolicyDocument|Environment|Variables)$/;
    const inner = wrapper.test(key) ? path : `${path}/${key.replace(/[0-9A-F]{8}$/, '')}`;
    return changes(before[key], after[key], inner);
  });
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function mistakesIn(settings: string): string {
  try {
    synthesiseWith(settings);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

describe('the detector', () => {
  const first = synthesiseWith('{}');

  it('is swapped by one settings line: rights, memory, rates and variables change, and nothing else', () => {
    const variables = (of: string) => [
      `${of}/MESSAGES_PER_SECOND: 1.6`,
      `${of}/CONCURRENCY: 5`,
      `${of}/DETECTOR: {"name":"pages","pagesPerSecond":20}`,
      `${of}/CALLS_PER_SECOND: 5`,
      `${of}/COST_PER_IMAGE: 0.0015`,
    ];
    expect(changes(first, synthesiseWith('detector: pages')).sort()).toEqual(
      [
        'TextDetectionRole/0/Statement/3/Action: pages:Read',
        'TextDetectionRole/0/Statement/3/Sid: ReadPages',
        'TextDetection/MemorySize: 1024',
        'UploadMapping/ScalingConfig/MaximumConcurrency: 4',
        ...variables('TextDetection'),
        ...variables('Sweep'),
      ].sort(),
    );
  });

  it('is the first one that there is, unless the settings name another', () => {
    expect(synthesiseWith('detector: rekognition')).toEqual(first);
    expect(synthesiseWith('detector: { name: rekognition }')).toEqual(first);
  });

  it('at a higher rate keeps more functions busy, each with its share, and tells them all its settings', () => {
    const faster = synthesiseWith('detector: { name: rekognition, detectionsPerSecond: 50 }');
    expect(changes(first, faster)).toEqual(
      expect.arrayContaining([
        'UploadMapping/ScalingConfig/MaximumConcurrency: 10',
        'TextDetection/CALLS_PER_SECOND: 5',
        'TextDetection/MESSAGES_PER_SECOND: 0.727',
        'TextDetection/DETECTOR: {"name":"rekognition","detectionsPerSecond":50,"secondsPerImage":1,"minConfidence":0.3,"costPerImage":0.001}',
      ]),
    );
  });

  it('may be called provider, as in earlier settings files', () => {
    const settings = '{ name: rekognition, detectionsPerSecond: 50 }';
    expect(synthesiseWith(`provider: ${settings}`)).toEqual(
      synthesiseWith(`detector: ${settings}`),
    );
  });
});

it.each([
  [
    'both names of the field, and other mistakes with it',
    'stack: Second\nprovider: pages\ndetector: rekognition\nbus: 7',
    [
      ':2: provider: is the old name of detector, which is also set: keep detector, remove provider',
      ':4: bus: must be a group of fields',
    ],
  ],
  [
    'a field of another detector',
    'detector:\n  name: rekognition\n  pagesPerSecond: 3',
    [':3: detector.pagesPerSecond: belongs to pages, not to rekognition'],
  ],
  [
    'an unknown detector',
    'detector: page',
    [':1: detector: must be one of rekognition, pages; did you mean "pages"?'],
  ],
])('reports %s', (_, settings, problems) => {
  expect(mistakesIn(settings)).toBe(problems.map((each) => `settings.yaml${each}`).join('\n'));
});
