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

  it('is swapped by one settings line: rights, memory, rates, variables and code change, and nothing else', () => {
    const variables = (of: string) => [
      expect.stringMatching(`^${of}/Code/S3Key: `),
      `${of}/CONCURRENCY: 5`,
      `${of}/DETECTOR: {"name":"pages","pagesPerSecond":20}`,
      `${of}/CALLS_PER_SECOND: 5`,
      `${of}/COST_PER_IMAGE: 0.0015`,
    ];
    const expected = [
      'TextDetectionRole/0/Statement/3/Action: pages:Read',
      'TextDetectionRole/0/Statement/3/Sid: ReadPages',
      'TextDetection/MemorySize: 1024',
      'UploadMapping/ScalingConfig/MaximumConcurrency: 4',
      ...variables('TextDetection'),
      ...variables('Sweep'),
    ];
    const swapped = changes(first, synthesiseWith('detector: pages'));
    expect(swapped).toEqual(expect.arrayContaining(expected));
    expect(swapped).toHaveLength(expected.length);
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

describe('a second detector', () => {
  const first = synthesiseWith('{}');
  const both = synthesiseWith('detector: { first: rekognition, whenTruncated: pages }');

  it('adds its rights, memory, share of its own rate and cost, and nothing else', () => {
    const variables = (of: string) => [
      `${of}/DETECTOR: {"first":{"name":"rekognition","detectionsPerSecond":5,"secondsPerImage":1,"minConfidence":0.3,"costPerImage":0.001},"whenTruncated":{"name":"pages","pagesPerSecond":20}}`,
      `${of}/SECOND_CALLS_PER_SECOND: 10`,
      `${of}/SECOND_COST_PER_IMAGE: 0.0015`,
    ];
    // Rights that follow in the role move down by one.
    const seen = changes(first, both).filter((each) => !/Statement\/([5-9]|1\d)/.test(each));
    expect(seen.sort()).toEqual(
      [
        'TextDetectionRole/0/Statement/4/Action: pages:Read',
        'TextDetectionRole/0/Statement/4/Resource: *',
        'TextDetectionRole/0/Statement/4/Sid: ReadPages',
        'TextDetection/MemorySize: 1024',
        ...variables('TextDetection'),
        ...variables('Sweep'),
      ].sort(),
    );
  });

  it.each([
    ['detector: { first: rekognition }', 'detector.whenTruncated: is missing'],
    [
      'detector: { first: rekognition, whenTruncated: rekognition }',
      'must read otherwise than first',
    ],
    [
      'detector: { first: rekognition, whenTruncated: pages, minConfidence: 1 }',
      'valid keys are first, whenTruncated',
    ],
  ])('is refused in %s', (settings, problem) => {
    expect(mistakesIn(settings)).toContain(problem);
  });
});

describe('Textract', () => {
  it.each([
    ['textract', 'textract:DetectDocumentText'],
    [
      '{ first: rekognition, whenTruncated: textract }',
      'rekognition:DetectText,textract:DetectDocumentText',
    ],
  ])('has its right, which cdk-nag accepts, with detector: %s', (detector, actions) => {
    const { text } = synthesise({ settings: `detector: ${detector}` });
    const granted = [...text.matchAll(/"Action":"((?:textract|rekognition):\w+)"/g)].map(
      ([, one]) => one,
    );
    expect(granted.join()).toBe(actions);
  });
});

describe('onnx', () => {
  const functions = (settings: string) =>
    Object.values(synthesise({ settings }).template.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties,
    );

  it('has no right to ask a service, one virtual CPU for one image at a time, and time for a batch', () => {
    const { template, text } = synthesise({ settings: 'detector: onnx' });
    expect(text).not.toMatch(/rekognition:|textract:/);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'index.handler',
      MemorySize: 1769,
      Timeout: 300,
      Architectures: ['arm64'],
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ScalingConfig: { MaximumConcurrency: 10 },
    });
    template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 6 * 300 });
    expect(text).toContain('"CONCURRENCY":"1"');
    expect(text).toContain('"LEASE_SECONDS":"600"');
  });

  it('runs on the chosen architecture', () => {
    for (const { Architectures } of functions('{ detector: onnx, architecture: x64 }'))
      expect(Architectures).toEqual(['x86_64']);
  });

  it('as the second detector gets what both need', () => {
    const { template, text } = synthesise({
      settings: 'detector: { first: rekognition, whenTruncated: onnx }',
    });
    expect(text).toContain('"Action":"rekognition:DetectText"');
    expect(text).toContain('"CONCURRENCY":"1"');
    template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 1769, Timeout: 300 });
  });

  it.each(['models', 'tessdata'])('cannot have %s of this machine', (field) => {
    expect(() =>
      synthesise({ settings: `detector: { name: onnx, ${field}: /opt/models }` }),
    ).toThrow(`detector.${field}: is for the command on this machine; the function cannot have it`);
  });
});

it('uploads no code of a detector that is not chosen', () => {
  const keyFor = (detector: string) => synthesise({ settings: `detector: ${detector}` }).assetKeys;
  const [alone, other, both] = [
    'rekognition',
    'textract',
    '{ first: rekognition, whenTruncated: textract }',
  ].map(keyFor);
  const changed = (one: readonly string[] = [], another: readonly string[] = []) =>
    one.filter((key) => !another.includes(key));
  // Only the function's code has another content.
  expect(changed(alone, other).filter((key) => key.endsWith('.zip'))).toHaveLength(1);
  expect(changed(both, alone).filter((key) => key.endsWith('.zip'))).toHaveLength(1);
  expect(changed(both, other).filter((key) => key.endsWith('.zip'))).toHaveLength(1);
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
