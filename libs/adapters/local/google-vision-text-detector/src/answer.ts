/*
 * What is read of an answer. Everything is optional: numbers that are 0 are left out.
 * https://cloud.google.com/vision/docs/reference/rest/v1/AnnotateImageResponse
 */

export interface Answer {
  readonly responses?: readonly ImageAnswer[];
}

export interface ImageAnswer {
  readonly textAnnotations?: readonly unknown[];
  readonly fullTextAnnotation?: { readonly pages?: readonly Page[] };
  /** What was read in spite of it is right. */
  readonly error?: Status;
}

export interface Status {
  /** https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
  readonly code?: number;
  readonly message?: string;
}

export interface Page {
  readonly width?: number;
  readonly height?: number;
  readonly blocks?: readonly { readonly paragraphs?: readonly Paragraph[] }[];
}

export interface Paragraph {
  readonly words?: readonly Word[];
}

export interface Word {
  readonly boundingBox?: BoundingPoly;
  readonly confidence?: number;
  readonly symbols?: readonly Symbol[];
}

export interface Symbol {
  readonly text?: string;
  readonly confidence?: number;
  readonly property?: { readonly detectedBreak?: Break };
}

export interface Break {
  readonly type?: string;
  /** It is before the symbol. */
  readonly isPrefix?: boolean;
}

export interface BoundingPoly {
  readonly vertices?: readonly Vertex[];
  /** Fractions instead of pixels. */
  readonly normalizedVertices?: readonly Vertex[];
}

export interface Vertex {
  readonly x?: number;
  readonly y?: number;
}
