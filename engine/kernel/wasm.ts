import { KERNEL_WASM } from './kernel-wasm.ts';

export interface WasmMemory {
  /** Another one after it has grown. */
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** What is used of the runtime's WebAssembly, which neither TypeScript's library for Node nor Node's own types describe. */
interface Runtime {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

/** What assembly/exports.ts gives, and says; pointers are bytes from 0. */
export interface KernelWasm {
  readonly memory: WasmMemory;
  readonly free: { readonly value: number };
  makeColumns(columnOf: number, slots: number, columns: number): void;
  makePieces(ofOne: number, width: number, windows: number, column: number, starts: number, pieces: number): number;
  raiseDays(from: number, to: number, out: number, days: number, columns: number, raise: number): number;
  usePlan(first: number, bases: number, depth: number, columns: number): void;
  useLookup(pairs: number, pairBits: number): void;
  useRoom(next: number, bits: number, windows: number, results: number): void;
  useDays(cellStart: number, day: number, byteStart: number, bytes: number, runDay: number): void;
  useEntries(base: number, back: number, value: number): void;
  useMatrix(firstGroup: number, base: number, start: number, back: number, value: number): void;
  useSorted(values: number, segment: number): void;
  matrixOfDays(entities: number): number;
  textOfDays(entities: number, out: number): number;
  textOfMatrix(entities: number, out: number): number;
  mostCells(groups: number): number;
  rowsOfMatrix(entities: number, ends: number, overflows: number, slot: number, value: number): number;
  values(): number;
  overflows(): number;
}

const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: Runtime }).WebAssembly;
let compiled: object | undefined;

/** An instance of its own, with less than a megabyte of memory to begin with. */
export function kernelWasm(): KernelWasm {
  compiled ??= new Module(Buffer.from(KERNEL_WASM, 'base64'));
  const host = {
    slowText(x: number, out: number): number {
      const text = String(x);
      const bytes = new Uint8Array(wasm.memory.buffer, out, text.length);
      for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
      return text.length;
    },
    sortNumbers(values: number, length: number): void {
      new Float64Array(wasm.memory.buffer, values, length).sort();
    },
  };
  const wasm = new Instance(compiled, { host }).exports as KernelWasm;
  return wasm;
}
