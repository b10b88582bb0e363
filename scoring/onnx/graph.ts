import protobuf from 'protobufjs/light.js';

/**
 * The part of an ONNX file that says which trees it holds. Names and numbers of the fields are those of ONNX's onnx.proto
 * (https://github.com/onnx/onnx, Apache-2.0); fields that are not named here are skipped when a file is read.
 */
const repeated = (type: string, id: number) => ({ rule: 'repeated', type, id });
const root = protobuf.Root.fromJSON({
  nested: {
    Model: { fields: { graph: { type: 'Graph', id: 7 } } },
    Graph: { fields: { node: repeated('Node', 1), initializer: repeated('Tensor', 5) } },
    Node: {
      fields: {
        input: repeated('string', 1),
        output: repeated('string', 2),
        opType: { type: 'string', id: 4 },
        attribute: repeated('Attribute', 5),
      },
    },
    Attribute: {
      fields: {
        name: { type: 'string', id: 1 },
        i: { type: 'int64', id: 3 },
        s: { type: 'bytes', id: 4 },
        t: { type: 'Tensor', id: 5 },
        floats: repeated('float', 7),
        ints: repeated('int64', 8),
        strings: repeated('bytes', 9),
      },
    },
    Tensor: {
      fields: {
        dataType: { type: 'int32', id: 2 },
        int32Data: repeated('int32', 5),
        int64Data: repeated('int64', 7),
        name: { type: 'string', id: 8 },
        rawData: { type: 'bytes', id: 9 },
      },
    },
  },
});

export interface OnnxGraph {
  readonly node: readonly OnnxNode[];
  /** Constants. */
  readonly initializer: readonly OnnxTensor[];
}

export interface OnnxNode {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly opType: string;
  readonly attribute: readonly OnnxAttribute[];
}

export interface OnnxAttribute {
  readonly name: string;
  readonly i: number;
  readonly s: Uint8Array;
  readonly t: OnnxTensor | null;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly strings: readonly Uint8Array[];
}

interface OnnxTensor {
  readonly dataType: number;
  readonly int32Data: readonly number[];
  readonly int64Data: readonly number[];
  readonly name: string;
  readonly rawData: Uint8Array;
}

/** @throws Error for bytes that are no protobuf message */
export function readGraph(content: Uint8Array): OnnxGraph {
  const type = root.lookupType('Model');
  const model = type.toObject(type.decode(content), { longs: Number, defaults: true, arrays: true });
  return (model['graph'] ?? { node: [], initializer: [] }) as OnnxGraph;
}

const INT64 = 7;

/** The whole numbers of a constant; none when it holds anything else. */
export function wholeNumbers({ dataType, int32Data, int64Data, rawData }: OnnxTensor): number[] {
  if (int32Data.length > 0) return [...int32Data];
  if (int64Data.length > 0) return [...int64Data];
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  if (dataType !== INT64) return [];
  return Array.from({ length: rawData.length / 8 }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}
