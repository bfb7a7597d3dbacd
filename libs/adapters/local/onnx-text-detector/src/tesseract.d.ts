/* What is used of https://www.npmjs.com/package/tesseract-wasm, which exports no types. */
declare module 'tesseract-wasm' {
  export interface TextItem {
    readonly rect: {
      readonly left: number;
      readonly top: number;
      readonly right: number;
      readonly bottom: number;
    };
    readonly confidence: number;
    readonly text: string;
  }
  export interface RgbaImage {
    readonly width: number;
    readonly height: number;
    readonly data: Uint8ClampedArray<ArrayBuffer>;
  }
  export class OCREngine {
    setVariable(name: string, value: string): void;
    loadModel(model: Uint8Array): void;
    loadImage(image: RgbaImage): void;
    clearImage(): void;
    /** In reading order; one item without text if nothing was found. */
    getTextBoxes(unit: 'line' | 'word'): TextItem[];
    getText(): string;
  }
  export function createOCREngine(options: { wasmBinary: Uint8Array }): Promise<OCREngine>;
}
