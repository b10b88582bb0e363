/** Where one region of a table is served. An empty startKey or endKey is open. */
export interface RegionLocation {
  readonly table: string;
  /** `table,startKey,id.encodedName.` as the server names it. */
  readonly regionName: Uint8Array;
  readonly encodedName: string;
  readonly startKey: Uint8Array;
  readonly endKey: Uint8Array;
  /** host:port */
  readonly server: string;
}
