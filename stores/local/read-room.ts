const ROOM_BYTES = 1 << 19;
/** Two files that are written while two others are read. */
const MOST_SPARE = 4;

const spare: Buffer[] = [];

/** Room into which a file is read piece by piece. Some are kept for who reads next: new ones lie outside of the heap, and many of them call for its garbage collector. */
export const takeRoom = (): Buffer => spare.pop() ?? Buffer.allocUnsafeSlow(ROOM_BYTES);

/** Nobody may look at it afterwards. */
export function giveRoom(room: Buffer): void {
  if (spare.length < MOST_SPARE) spare.push(room);
}
