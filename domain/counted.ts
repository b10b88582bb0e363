/** A number as people read it: `12,345`. */
export const grouped = (n: number): string => n.toLocaleString('en-US');

/** `1 row`, `12,345 rows`: a number with what it counts. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${grouped(n)} ${n === 1 ? one : many}`;
