/** Ids as the column's type writes them. Another text cannot be an id there, and an error of one would refuse the whole statement. */
const SPELLINGS: Readonly<Record<string, (id: string) => boolean>> = {
  text: (id) => !id.includes('\0'),
  'character varying': (id) => !id.includes('\0'),
  uuid: (id) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id),
  smallint: within(15n),
  integer: within(31n),
  bigint: within(63n),
};

/** Types that an id column can have. */
export const ID_TYPES = Object.keys(SPELLINGS);

/** Whether a record may have this id; `type` as in Column. */
export const canBeId = (id: string, type: string): boolean => SPELLINGS[type]?.(id) ?? false;

function within(bits: bigint): (id: string) => boolean {
  const limit = 1n << bits;
  return (id) => /^(0|-?[1-9]\d{0,18})$/.test(id) && BigInt(id) < limit && BigInt(id) >= -limit;
}
