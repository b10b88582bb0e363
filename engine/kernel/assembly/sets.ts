/** The windows of a group that have results of their own: as many as its base row has windows, at most. */
export class Sets {
  /** i32[windows + 1]: the window; behind the last one how many windows there are. */
  static windows: usize = 0;
  /** f64[windows][32]: the result of each function, at its place in domain/function-name.ts. */
  static results: usize = 0;

  static put(set: i32, window: i32): void {
    store<i32>(Sets.windows + (<usize>set << 2), window);
  }

  static windowOf(set: i32): i32 {
    return load<i32>(Sets.windows + (<usize>set << 2));
  }

  static resultsOf(set: i32): usize {
    return Sets.results + (<usize>set << 8);
  }
}
