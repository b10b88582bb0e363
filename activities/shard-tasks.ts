import type { Parts } from '../domain/parts.ts';
import { saltRange, type SaltRange } from '../domain/salt.ts';

/** A task for each of the parts: the same, with the part and its range of salts. */
export function shardTasks<Task extends object>({
  from,
  to,
  of,
  ...task
}: Task & Parts): (Omit<Task, keyof Parts> & { readonly part: number; readonly range: SaltRange })[] {
  return Array.from({ length: to - from }, (_, i) => ({ ...task, part: from + i, range: saltRange(from + i, of) }));
}
