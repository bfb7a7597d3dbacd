import type { Block } from '@aws-sdk/client-textract';

/*
 * The answer that AWS shows for DetectDocumentText: aws/aws-cli at 3332bf93950a86f56b79eb95eae1160da2939aa1,
 * awscli/examples/textract/detect-document-text.rst. Its lines name words that are not in it, and its page names a line that is not.
 */

function corners(left: number, top: number, right: number, bottom: number) {
  return [
    { Y: top, X: left },
    { Y: top, X: right },
    { Y: bottom, X: right },
    { Y: bottom, X: left },
  ];
}

const BLOCKS: Block[] = [
  {
    Geometry: {
      BoundingBox: { Width: 1, Top: 0, Left: 0, Height: 1 },
      Polygon: corners(0, 0, 1, 1),
    },
    Relationships: [
      {
        Type: 'CHILD',
        Ids: [
          '896a9f10-9e70-4412-81ce-49ead73ed881',
          '0da18623-dc4c-463d-a3d1-9ac050e9e720',
          '167338d7-d38c-4760-91f1-79a8ec457bb2',
        ],
      },
    ],
    BlockType: 'PAGE',
    Id: '21f0535e-60d5-4bc7-adf2-c05dd851fa25',
  },
  {
    Relationships: [
      {
        Type: 'CHILD',
        Ids: ['62490c26-37ea-49fa-8034-7a9ff9369c9c', '1e4f3f21-05bd-4da9-ba10-15d01e66604c'],
      },
    ],
    Confidence: 89.11581420898438,
    Geometry: {
      BoundingBox: {
        Width: 0.33642634749412537,
        Top: 0.17169663310050964,
        Left: 0.13885067403316498,
        Height: 0.49159330129623413,
      },
      Polygon: corners(
        0.13885067403316498,
        0.17169663310050964,
        0.47527703642845154,
        0.6632899641990662,
      ),
    },
    Text: 'He llo,',
    BlockType: 'LINE',
    Id: '896a9f10-9e70-4412-81ce-49ead73ed881',
  },
  {
    Relationships: [{ Type: 'CHILD', Ids: ['19b28058-9516-4352-b929-64d7cef29daf'] }],
    Confidence: 85.5694351196289,
    Geometry: {
      BoundingBox: {
        Width: 0.33182239532470703,
        Top: 0.23131252825260162,
        Left: 0.5091826915740967,
        Height: 0.3766750991344452,
      },
      Polygon: corners(
        0.5091826915740967,
        0.23131252825260162,
        0.8410050868988037,
        0.607987642288208,
      ),
    },
    Text: 'worlc',
    BlockType: 'LINE',
    Id: '0da18623-dc4c-463d-a3d1-9ac050e9e720',
  },
];

export const PUBLISHED_SAMPLE = { Blocks: BLOCKS, DocumentMetadata: { Pages: 1 } };
