import type { z } from 'zod';
import { readFileIfThere } from './state-folder.ts';

/**
 * What a small file of ports in the state folder remembers; undefined where there is none. One that a power cut or an editor left broken counts
 * for none, as it holds nothing that cannot be chosen again.
 * @param onBroken is told of such a one, in words
 */
export function savedPorts<T>(path: string, schema: z.ZodType<T>, onBroken: (said: string) => void): T | undefined {
  const text = readFileIfThere(path);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    onBroken(`${path} cannot be read as ports; they are chosen anew`);
    return undefined;
  }
}
