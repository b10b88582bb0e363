import type { Plan } from '../plan.ts';
import { openArena, type Arena } from './arena.ts';
import { putPlan } from './put-plan.ts';
import { kernelWasm, type KernelWasm } from './wasm.ts';

/**
 * The kernel (assembly/) with a plan in its memory. Whoever asks it for something puts what it needs behind the plan, calls, copies what came,
 * and is done: nothing is kept from one call to the next, so all who have the same plan on a thread share one.
 */
export interface Kernel {
  readonly wasm: KernelWasm;
  readonly arena: Arena;
  /** The place behind the plan. */
  readonly afterPlan: number;
}

/** @param columnOf for text, Int32Array[slots]: 1-based column of the feature index, ascending but for 0, a slot that is left out */
export function openKernel(plan: Plan, columnOf?: Int32Array): Kernel {
  const wasm = kernelWasm();
  const arena = openArena(wasm.memory, wasm.free.value);
  putPlan(wasm, arena, plan, columnOf);
  return { wasm, arena, afterPlan: arena.mark() };
}

const opened = new WeakMap<Plan, Kernel>();

/** The kernel for a plan, without text. */
export function kernelOf(plan: Plan): Kernel {
  const kernel = opened.get(plan) ?? openKernel(plan);
  opened.set(plan, kernel);
  return kernel;
}
