/*
 * The answer of the service's description, without what other features found. Azure/azure-rest-api-specs at
 * 114077a23cb1edc9c5604cfb9a957570203dc706, specification/ai/ImageAnalysis/examples/2023-10-01/AnalyzeFromImageData_MaximumSet.json
 * Its words are a pixel outside their lines.
 */

type Corners = readonly [number, number, number, number, number, number, number, number];

function polygon([x1, y1, x2, y2, x3, y3, x4, y4]: Corners) {
  return [
    { x: x1, y: y1 },
    { x: x2, y: y2 },
    { x: x3, y: y3 },
    { x: x4, y: y4 },
  ];
}

const word = (text: string, corners: Corners, confidence: number) => ({
  text,
  boundingPolygon: polygon(corners),
  confidence,
});

export const PUBLISHED_SAMPLE = {
  modelVersion: '2023-10-01',
  metadata: { width: 864, height: 576 },
  readResult: {
    blocks: [
      {
        lines: [
          {
            text: 'Sample text',
            boundingPolygon: polygon([721, 502, 843, 502, 843, 519, 721, 519]),
            words: [
              word('Sample', [722, 503, 785, 503, 785, 520, 722, 520], 0.993),
              word('text', [800, 503, 842, 502, 842, 519, 800, 520], 0.989),
            ],
          },
          {
            text: 'Hand writing',
            boundingPolygon: polygon([720, 525, 819, 526, 819, 544, 720, 543]),
            words: [
              word('Hand', [721, 526, 759, 526, 759, 544, 721, 543], 0.989),
              word('writing', [765, 526, 819, 527, 819, 545, 765, 544], 0.994),
            ],
          },
          {
            text: '123 456',
            boundingPolygon: polygon([721, 548, 791, 548, 791, 563, 721, 564]),
            words: [
              word('123', [723, 548, 750, 548, 750, 564, 723, 564], 0.994),
              word('456', [761, 548, 788, 549, 787, 564, 760, 564], 0.999),
            ],
          },
        ],
      },
    ],
  },
};
