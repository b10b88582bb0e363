import { describe, expect, it } from 'vitest';
import { DaybreakError } from '../../domain/errors.ts';
import { dayKey, entityKey, eventCellKey, instantKey, linkKey, namedKey, textKey } from '../../stores/row-key.ts';

const ROOM_BYTES = 8_192;

describe('a key that is too long', () => {
  const keysOf = (text: string): (() => Buffer)[] => [
    () => entityKey('user', text),
    () => entityKey(text, 'u'),
    () => instantKey('user', text, 1),
    () => dayKey('user', text, 1),
    () => eventCellKey('user', text, 1, 'e'),
    () => eventCellKey('user', 'u', 1, text),
    () => linkKey(text, text, text, 1),
    () => namedKey([text], 'u', [text]),
    () => textKey(text),
  ];

  function outcome(key: () => Buffer): string {
    try {
      return key().length < ROOM_BYTES ? 'has room' : 'is longer than the room';
    } catch (error) {
      return error instanceof DaybreakError ? `${error.code}: ${error.message}` : String(error);
    }
  }

  it.for([8_170, 8_176, 8_180, 8_185, 8_191, 8_192, 9_000, 70_000])(
    'is refused by its beginning: %i bytes',
    (bytes) => {
      // Wherever in the slab of keys it begins, and however little of it is left.
      const outcomes = Array.from({ length: 40 }, () => keysOf('x'.repeat(bytes)).map(outcome)).flat();
      const refused = /^STORE_FAILED: an id beginning with ".*x" makes a key of 8192 bytes or more$/s;
      expect(outcomes.filter((said) => said !== 'has room' && !refused.test(said))).toEqual([]);
      if (bytes >= ROOM_BYTES) expect(outcomes).not.toContain('has room');
      // and what comes behind it is whole
      expect(entityKey('user', 'u').subarray(2).toString()).toBe('user\0u\0');
    },
  );
});
