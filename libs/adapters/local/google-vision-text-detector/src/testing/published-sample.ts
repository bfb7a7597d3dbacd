/*
 * The answer that Google shows for cloud-samples-data/vision/ocr/sign.jpg (https://cloud.google.com/vision/docs/ocr): its words, their
 * places and the text. The tree below fullTextAnnotation is abridged there ("..."), so that it is put together from these here.
 */

const WORDS = [
  ['WAITING?', [352, 828, 2248, 911, 2238, 1148, 342, 1065], 'LINE_BREAK'],
  ['PLEASE', [1210, 1233, 1907, 1263, 1902, 1383, 1205, 1353], 'LINE_BREAK'],
  ['TURN', [1210, 1418, 1730, 1441, 1724, 1564, 1205, 1541], 'SPACE'],
  ['OFF', [1792, 1443, 2128, 1458, 2122, 1581, 1787, 1566], 'LINE_BREAK'],
  ['YOUR', [1219, 1603, 1746, 1629, 1740, 1759, 1213, 1733], 'LINE_BREAK'],
  ['ENGINE', [1222, 1771, 1944, 1834, 1930, 1992, 1208, 1928], 'LINE_BREAK'],
] as const;

type Corners = readonly [number, number, number, number, number, number, number, number];

function polygon([x1, y1, x2, y2, x3, y3, x4, y4]: Corners) {
  return {
    vertices: [
      { x: x1, y: y1 },
      { x: x2, y: y2 },
      { x: x3, y: y3 },
      { x: x4, y: y4 },
    ],
  };
}

const words = WORDS.map(([text, corners, type]) => ({
  boundingBox: polygon(corners),
  confidence: 0.99,
  symbols: [...text].map((sign, index) => ({
    text: sign,
    ...(index === text.length - 1 ? { property: { detectedBreak: { type } } } : {}),
  })),
}));

export const PUBLISHED_SAMPLE = {
  responses: [
    {
      textAnnotations: [
        {
          locale: 'en',
          description: 'WAITING?\nPLEASE\nTURN OFF\nYOUR\nENGINE\n',
          boundingPoly: polygon([341, 828, 2249, 828, 2249, 1993, 341, 1993]),
        },
        ...WORDS.map(([description, corners]) => ({ description, boundingPoly: polygon(corners) })),
      ],
      fullTextAnnotation: {
        pages: [
          { width: 2592, height: 3888, blocks: [{ blockType: 'TEXT', paragraphs: [{ words }] }] },
        ],
        text: 'WAITING?\nPLEASE\nTURN OFF\nYOUR\nENGINE\n',
      },
    },
  ],
};
