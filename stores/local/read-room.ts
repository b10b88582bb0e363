const ROOM_BYTES = 1 << 20;

let spare: Buffer | undefined;

/** Room into which a file is read piece by piece. One is kept for who reads next: new ones lie outside of the heap, and many of them call for its garbage collector. */
export function takeRoom(): Buffer {
  const room = spare ?? Buffer.allocUnsafeSlow(ROOM_BYTES);
  spare = undefined;
  return room;
}

/** Nobody may look at it afterwards. */
export function giveRoom(room: Buffer): void {
  spare = room;
}
