import fc from 'fast-check';

/** A place in a file, how many bytes go there, and what comes instead. */
interface Mutation {
  /** The place, modulo the number of bytes that may change. */
  readonly at: number;
  readonly cut: number;
  readonly put: Uint8Array;
}

/** One to five mutations. `marks` are texts that mean something in the format and are put in often. */
export const mutations = (marks: readonly string[]): fc.Arbitrary<readonly Mutation[]> =>
  fc.array(
    fc.record({
      at: fc.nat({ max: 999_999 }),
      cut: fc.nat({ max: 4 }),
      put: fc.oneof(
        fc.uint8Array({ maxLength: 3 }),
        fc.constantFrom(...marks).map((mark) => new Uint8Array(Buffer.from(mark))),
      ),
    }),
    { minLength: 1, maxLength: 5 },
  );

/** The bytes after the mutations, of which none touches the first `spared` bytes. */
export function mutated(bytes: Uint8Array, changes: readonly Mutation[], spared = 0): Buffer {
  let result = Buffer.from(bytes);
  for (const { at, cut, put } of changes) {
    const place = spared + (at % Math.max(1, result.length - spared));
    result = Buffer.concat([result.subarray(0, place), put, result.subarray(place + cut)]);
  }
  return result;
}

/** At most so many runs, and no more once the time is over: what has been tried by then counts. */
export const bounded = (numRuns: number, seconds: number) => ({
  numRuns,
  plugins: [fc.interruptAfterTimeLimit(seconds * 1000)],
});
