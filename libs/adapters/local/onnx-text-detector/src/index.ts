export { DEFAULT_OPTIONS, type DetectorOptions } from './detector-options.ts';
export { LANGUAGES } from './languages.ts';
export { OnnxTextDetector } from './onnx-text-detector.ts';
export { prepareModels } from './models.ts';
