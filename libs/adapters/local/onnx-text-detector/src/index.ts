export { DEFAULT_OPTIONS, type DetectorOptions } from './detector-options.ts';
export { IMAGE_FORMATS } from './image-format.ts';
export { OnnxTextDetector } from './onnx-text-detector.ts';
