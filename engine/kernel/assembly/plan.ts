/** A base row of the dictionary as JavaScript lays it out (../put-plan.ts): twelve numbers of 32 bits. */
@unmanaged
export class Base {
  /** Slot of the first function of the first window; the others follow without a gap, within a window in the order of the functions. */
  firstSlot: i32;
  /** How many functions, how many windows. */
  width: i32;
  windows: i32;
  /** Days back that the longest window reaches. */
  depth: i32;
  /** Whether a window begins after the one before it, and not at yesterday. */
  disjoint: i32;
  /** Whether any function needs the window's moments, its sorted values. */
  moments: i32;
  sorted: i32;
  /** A bit a function, at its place in domain/function-name.ts. */
  asked: u32;
  /** i32[windows]: last day back of each, ascending. */
  windowEnd: usize;
  /** u16[depth + 1]: the first window that holds a day so many days back. */
  windowAt: usize;
  /** u8[width]: the place of each function in domain/function-name.ts. */
  functions: usize;
  /** Pointer[windows + 1]: where the pieces of each window's cells begin (lone.ts); 0 for a base that has none. */
  pieces: usize;

  pieceAt(window: i32): usize {
    return load<usize>(this.pieces + (<usize>window << 2));
  }

  endOf(window: i32): i32 {
    return load<i32>(this.windowEnd + (<usize>window << 2));
  }

  /** The first window that holds a day so many days back; behind the last one where none does. */
  windowOf(back: i32): i32 {
    return back > this.depth ? this.windows : <i32>load<u16>(this.windowAt + (<usize>back << 1));
  }

  functionAt(place: i32): u32 {
    return load<u8>(this.functions + <usize>place);
  }
}

/** The plan in use; JavaScript sets it once. */
export class Plan {
  /** Base[bases] */
  static first: usize = 0;
  /** Dictionary id to place: as engine/base-lookup.ts has it. */
  static pairs: usize = 0;
  static pairMask: u32 = 0;
  static shift: u32 = 0;
  /** Days back that the longest window of all reaches. */
  static depth: i32 = 0;
  /** Days back that the longest window of every base reaches. */
  static shallowest: i32 = 0;
  /** See columns.ts. */
  static columns: usize = 0;

  static base(place: i32): Base {
    return changetype<Base>(Plan.first + <usize>place * offsetof<Base>());
  }

  /** The place of a dictionary id; -1 for one that is not there. */
  static baseOf(id: u32): i32 {
    let slot = (id * 0x9e3779b1) >>> Plan.shift;
    while (true) {
      const pair = Plan.pairs + (<usize>slot << 3);
      const place = load<i32>(pair, 4) - 1;
      if (place < 0 || load<u32>(pair) == id) return place;
      slot = (slot + 1) & Plan.pairMask;
    }
  }
}
