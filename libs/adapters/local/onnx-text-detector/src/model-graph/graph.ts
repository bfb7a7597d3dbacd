import {
  bytesField,
  floatField,
  joined,
  readFields,
  varintField,
  writeFields,
  type Draft,
  type Field,
} from './wire.ts';

/** Field numbers of ONNX messages: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const MODEL = { graph: 7, operatorSet: 8 } as const;
const OPERATOR_SET = { domain: 1, version: 2 } as const;
const GRAPH_NODE = 1;
const NODE = { input: 1, output: 2, operator: 4, attribute: 5, domain: 7 } as const;
const ATTRIBUTE = {
  name: 1,
  float: 2,
  integer: 3,
  text: 4,
  tensor: 5,
  integers: 8,
  type: 20,
} as const;
const TENSOR = { dimension: 1, dataType: 2, raw: 9 } as const;
/** Data types. */
const [FLOAT, UINT8, INT8] = [1, 2, 3];
/** Attribute types. */
const [TYPE_FLOAT, TYPE_INTEGER, TYPE_TENSOR, TYPE_INTEGERS] = [1, 2, 4, 7];

/** A node of the network (ONNX calls it `NodeProto`). */
export interface Step {
  operator: string;
  /** Who defines the operator, if not ONNX. */
  readonly domain?: string;
  inputs: string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly Field[];
}

export interface Constant {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A network to be rewritten. */
export interface Graph {
  steps: Step[];
  readonly constants: Map<string, Constant>;
}

/** Rewrites the graph of an ONNX file and leaves everything else unchanged. */
export function rewriteModel(file: Uint8Array, rewrite: (graph: Graph) => void): Uint8Array {
  const domains = new Set<string>();
  const model = readFields(file).map((field) => {
    if (field.number !== MODEL.graph) return field;
    const fields = readFields(field.value);
    const graph = readGraph(fields);
    rewrite(graph);
    for (const { domain } of graph.steps) if (domain !== undefined) domains.add(domain);
    const others = fields.filter(({ number }) => number !== GRAPH_NODE);
    return bytesField(MODEL.graph, writeFields([...writeSteps(graph), ...others]));
  });
  return joined(writeFields([...model, ...missingSets(model, domains)]));
}

/** A model lists whose operators it uses. */
function missingSets(model: readonly Draft[], domains: ReadonlySet<string>): Draft[] {
  const listed = model
    .filter(({ number }) => number === MODEL.operatorSet)
    .flatMap(({ value }) => texts(readFields(joined(value)), OPERATOR_SET.domain));
  return [...domains]
    .filter((domain) => !listed.includes(domain))
    .map((domain) => [
      bytesField(OPERATOR_SET.domain, domain),
      varintField(OPERATOR_SET.version, 1),
    ])
    .map((fields) => bytesField(MODEL.operatorSet, writeFields(fields)));
}

function readGraph(fields: readonly Field[]): Graph {
  const graph: Graph = { steps: [], constants: new Map() };
  for (const step of fields.filter(({ number }) => number === GRAPH_NODE).map(readStep)) {
    const constant = constantOf(step);
    if (constant) graph.constants.set(step.outputs[0] ?? '', constant);
    else graph.steps.push(step);
  }
  return graph;
}

function readStep({ value }: Field): Step {
  const fields = readFields(value);
  const [domain] = texts(fields, NODE.domain);
  return {
    operator: texts(fields, NODE.operator)[0] ?? '',
    ...(domain ? { domain } : {}),
    inputs: texts(fields, NODE.input),
    outputs: texts(fields, NODE.output),
    attributes: fields.filter(({ number }) => number === NODE.attribute),
  };
}

/** Only constants of floats take part in rewriting; others remain steps. */
function constantOf({ operator, attributes }: Step): Constant | undefined {
  if (operator !== 'Constant') return undefined;
  const tensor = readFields(attributes[0]?.value ?? new Uint8Array()).find(
    ({ number }) => number === ATTRIBUTE.tensor,
  );
  const fields = readFields(tensor?.value ?? new Uint8Array());
  const raw = fields.find(({ number }) => number === TENSOR.raw)?.value;
  const type = fields.find(({ number }) => number === TENSOR.dataType)?.value[0];
  if (!raw || type !== FLOAT) return undefined;
  const shape = fields
    .filter(({ number }) => number === TENSOR.dimension)
    .map(({ value }) => integer(value));
  return { shape, values: new Float32Array(new Uint8Array(raw).buffer) };
}

function writeSteps({ steps, constants }: Graph): Draft[] {
  const used = new Set(steps.flatMap(({ inputs }) => inputs));
  const values = [...constants].filter(([name]) => used.has(name)).map(constantStep);
  return [...values, ...steps.map(writeStep)];
}

function writeStep({
  operator,
  domain,
  inputs,
  outputs,
  attributes,
}: Omit<Step, 'attributes'> & { attributes: readonly Draft[] }): Draft {
  return bytesField(
    GRAPH_NODE,
    writeFields([
      ...inputs.map((name) => bytesField(NODE.input, name)),
      ...outputs.map((name) => bytesField(NODE.output, name)),
      bytesField(NODE.operator, operator),
      ...attributes,
      ...(domain === undefined ? [] : [bytesField(NODE.domain, domain)]),
    ]),
  );
}

function constantStep([name, { shape, values }]: [string, Constant]): Draft {
  return writeStep(withValue(name, tensorAttribute(shape, values)));
}

/** A constant of small integers, which no other rewriting looks at. */
export function integerConstant(
  name: string,
  shape: readonly number[],
  values: Uint8Array | Int8Array,
): Step {
  return withValue(name, settled(tensorAttribute(shape, values)));
}

function withValue<T>(name: string, attribute: T) {
  return { operator: 'Constant', inputs: [], outputs: [name], attributes: [attribute] };
}

function tensorAttribute(
  shape: readonly number[],
  values: Float32Array | Uint8Array | Int8Array,
): Draft {
  const { buffer, byteOffset, byteLength } = values;
  const type = values instanceof Float32Array ? FLOAT : values instanceof Int8Array ? INT8 : UINT8;
  const tensor = writeFields([
    ...shape.map((side) => varintField(TENSOR.dimension, side)),
    varintField(TENSOR.dataType, type ?? 0),
    bytesField(TENSOR.raw, new Uint8Array(buffer, byteOffset, byteLength)),
  ]);
  return named('value', TYPE_TENSOR, bytesField(ATTRIBUTE.tensor, tensor));
}

/** The integers of an attribute such as `pads`; empty if absent. */
export function integersOf({ attributes }: Step, name: string): number[] {
  for (const { value } of attributes) {
    const fields = readFields(value);
    if (texts(fields, ATTRIBUTE.name)[0] !== name) continue;
    return fields
      .filter(({ number }) => number === ATTRIBUTE.integers || number === ATTRIBUTE.integer)
      .map((field) => integer(field.value));
  }
  return [];
}

export function hasAttribute({ attributes }: Step, name: string): boolean {
  return attributes.some(({ value }) => texts(readFields(value), ATTRIBUTE.name)[0] === name);
}

export function floatAttribute(name: string, value: number): Field {
  return settled(named(name, TYPE_FLOAT, floatField(ATTRIBUTE.float, value)));
}

export function integerAttribute(name: string, value: number): Field {
  return settled(named(name, TYPE_INTEGER, varintField(ATTRIBUTE.integer, value)));
}

export function integersAttribute(name: string, values: readonly number[]): Field {
  const integers = values.map((value) => varintField(ATTRIBUTE.integers, value));
  return settled(named(name, TYPE_INTEGERS, ...integers));
}

export function floatOf({ attributes }: Step, name: string): number | undefined {
  for (const { value } of attributes) {
    const fields = readFields(value);
    const float = fields.find(({ number }) => number === ATTRIBUTE.float);
    if (float && texts(fields, ATTRIBUTE.name)[0] === name)
      return Buffer.from(float.value).readFloatLE();
  }
  return undefined;
}

export function textOf({ attributes }: Step, name: string): string | undefined {
  for (const { value } of attributes) {
    const fields = readFields(value);
    if (texts(fields, ATTRIBUTE.name)[0] === name) return texts(fields, ATTRIBUTE.text)[0];
  }
  return undefined;
}

function named(name: string, type: number | undefined, ...values: Draft[]): Draft {
  const fields = [
    bytesField(ATTRIBUTE.name, name),
    ...values,
    varintField(ATTRIBUTE.type, type ?? 0),
  ];
  return bytesField(NODE.attribute, writeFields(fields));
}

/** Joined into one piece, so that it can be read again. */
function settled({ value, ...field }: Draft): Field {
  return { ...field, value: joined(value) };
}

function texts(fields: readonly Field[], number: number): string[] {
  return fields
    .filter((field) => field.number === number)
    .map(({ value }) => Buffer.from(value).toString());
}

function integer(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte, index) => sum + (byte % 128) * 128 ** index, 0);
}
