import { bytesField, joined, readFields, writeFields } from '../model-graph/wire.ts';

/** Field numbers of ONNX messages: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const MODEL_GRAPH = 7;
const GRAPH_OUTPUT = 12;
const VALUE_NAME = 1;

/** The model with values from inside the network as further outputs. */
export function exposeValues(file: Uint8Array, names: readonly string[]): Uint8Array {
  const outputs = names.map((name) =>
    bytesField(GRAPH_OUTPUT, writeFields([bytesField(VALUE_NAME, name)])),
  );
  const model = readFields(file).map((field) =>
    field.number === MODEL_GRAPH
      ? bytesField(MODEL_GRAPH, writeFields([...readFields(field.value), ...outputs]))
      : field,
  );
  return joined(writeFields(model));
}
