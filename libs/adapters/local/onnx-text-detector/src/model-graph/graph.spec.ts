import { bytesField, joined, readFields, varintField, writeFields } from './wire.ts';
import {
  integerConstant,
  integersAttribute,
  integersOf,
  rewriteModel,
  type Graph,
} from './graph.ts';

/** A file with one constant, one step and unknown fields. */
function modelFile(): Uint8Array {
  const tensor = writeFields([
    varintField(1, 300),
    varintField(2, 1),
    bytesField(9, new Uint8Array(Float32Array.of(1.5, -2).buffer)),
  ]);
  const attribute = writeFields([
    bytesField(1, 'value'),
    bytesField(5, tensor),
    varintField(20, 4),
  ]);
  const constant = [bytesField(2, 'w'), bytesField(4, 'Constant'), bytesField(5, attribute)];
  const step = [bytesField(1, 'x'), bytesField(1, 'w'), bytesField(2, 'y'), bytesField(4, 'Mul')];
  const graph = writeFields([
    bytesField(1, writeFields(constant)),
    bytesField(1, writeFields([...step, integersAttribute('pads', [1, 200])])),
    bytesField(2, 'name of the graph'),
  ]);
  const model = [varintField(1, 8), bytesField(7, graph), bytesField(99, 'unknown')];
  return joined(writeFields(model));
}

describe('rewriteModel', () => {
  it('reads steps with their attributes and constants with their shapes', () => {
    let seen: Graph | undefined;
    rewriteModel(modelFile(), (graph) => (seen = graph));
    const [step] = seen?.steps ?? [];
    expect(step).toMatchObject({ operator: 'Mul', inputs: ['x', 'w'], outputs: ['y'] });
    expect(step && integersOf(step, 'pads')).toEqual([1, 200]);
    expect(seen?.constants.get('w')).toEqual({ shape: [300], values: Float32Array.of(1.5, -2) });
  });

  it('writes the same bytes when nothing is rewritten', () => {
    expect(Buffer.from(rewriteModel(modelFile(), () => {}))).toEqual(Buffer.from(modelFile()));
  });

  it('preserves unknown fields and drops unused constants', () => {
    const file = rewriteModel(modelFile(), (graph) => (graph.steps = []));
    const [, graph, unknown] = readFields(file);
    expect(readFields(graph?.value ?? file).map(({ number }) => number)).toEqual([2]);
    expect(Buffer.from(unknown?.value ?? []).toString()).toBe('unknown');
  });

  it('lists whose operators a new step uses, once', () => {
    const add = (graph: Graph) =>
      graph.steps.push({
        operator: 'QuantizeLinear',
        domain: 'com.example',
        inputs: ['y'],
        outputs: ['z'],
        attributes: [],
      });
    const file = rewriteModel(rewriteModel(modelFile(), add), add);
    const sets = readFields(file).filter(({ number }) => number === 8);
    expect(sets.map(({ value }) => Buffer.from(value).toString())).toEqual([
      '\n\vcom.example\x10\x01',
    ]);
    let seen: Graph | undefined;
    rewriteModel(file, (graph) => (seen = graph));
    expect(seen?.steps.map(({ domain }) => domain)).toEqual([
      undefined,
      'com.example',
      'com.example',
    ]);
  });

  it('writes constants of small integers', () => {
    const file = rewriteModel(modelFile(), (graph) => {
      graph.steps.push(
        integerConstant('bytes', [2], Uint8Array.of(1, 255)),
        integerConstant('signed', [1, 2], Int8Array.of(-1, 2)),
      );
    });
    const raw = Buffer.from(file).toString('latin1');
    // Shape, type and numbers of a tensor.
    expect(raw).toContain('\x08\x02\x10\x02\x4a\x02\x01\xff');
    expect(raw).toContain('\x08\x01\x08\x02\x10\x03\x4a\x02\xff\x02');
  });

  it('rejects a file that is not a model', () => {
    expect(() => rewriteModel(Buffer.from('ÿÿÿÿ'), () => {})).toThrow('not an ONNX file');
  });
});
