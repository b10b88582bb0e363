/** What is at a place in JSON (`data.items.0`); undefined where there is nothing. An empty place is the whole. */
export const at = (json: unknown, place: string): unknown => valueAt(json, keysOf(place));

/** The same by the keys on the way. */
export function valueAt(json: unknown, keys: readonly string[]): unknown {
  let here = json;
  for (const key of keys) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<string, unknown>)[key];
  }
  return here;
}

/** Sets what is at a place, and makes the objects on the way. */
export function put(json: object, keys: readonly string[], value: unknown): void {
  let here = json;
  for (const [i, key] of keys.entries()) {
    const known = Object.hasOwn(here, key) ? (here as Record<string, unknown>)[key] : undefined;
    const inside = typeof known === 'object' && known !== null ? known : {};
    // as an own property, whatever its name: `__proto__` too
    const content = {
      value: i === keys.length - 1 ? value : inside,
      enumerable: true,
      configurable: true,
      writable: true,
    };
    Object.defineProperty(here, key, content);
    here = inside;
  }
}

/** `a.b` as ['a', 'b']; no keys for the empty place, which is the whole. */
export const keysOf = (place: string): string[] => (place === '' ? [] : place.split('.'));
