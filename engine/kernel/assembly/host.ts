/** What the kernel asks JavaScript for: seldom, and of what is written there already. */

/** Writes String(x) at `out` and gives its bytes. */
@external('host', 'slowText')
export declare function slowText(x: f64, out: usize): usize;

/** Sorts f64[length] in ascending order. */
@external('host', 'sortNumbers')
export declare function sortNumbers(values: usize, length: i32): void;
