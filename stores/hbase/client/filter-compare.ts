import protobuf from 'protobufjs/light.js';

/** How a stored value must stand to the given one, bytewise. */
export type Comparison = keyof typeof COMPARE;

/** The numbers of CompareType. */
export const COMPARE = {
  less: 0,
  lessOrEqual: 1,
  equal: 2,
  notEqual: 3,
  greaterOrEqual: 4,
  greater: 5,
} as const;

export const BINARY_COMPARATOR = 'org.apache.hadoop.hbase.filter.BinaryComparator';

/** Comparator { name = 1, serialized_comparator = 2 } for plain bytes. */
export const binaryComparator = (value: Uint8Array): Uint8Array =>
  protobuf.Writer.create().uint32(10).string(BINARY_COMPARATOR).uint32(18).bytes(comparableBytes(value)).finish();

/** BinaryComparator { comparable = 1: ByteArrayComparable { value = 1 } }. */
export const comparableBytes = (value: Uint8Array): Uint8Array =>
  protobuf.Writer.create().uint32(10).fork().uint32(10).bytes(value).ldelim().finish();

/** CompareFilter { compare_op = 1, comparator = 2 }. */
export const compareFilter = (comparison: Comparison, value: Uint8Array): Uint8Array =>
  protobuf.Writer.create().uint32(8).int32(COMPARE[comparison]).uint32(18).bytes(binaryComparator(value)).finish();
