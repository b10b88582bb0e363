import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

/** A whole process, from its start to its end, with the children that it waited for. `printed` is the last line it wrote, as JSON. */
export interface Measured {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
  readonly printed: unknown;
}

const measuredSchema = z.object({
  wallMs: z.number(),
  cpuMs: z.number(),
  peakBytes: z.number(),
  code: z.number(),
  out: z.string(),
});

/** @throws Error with the end of what the command wrote to standard error, when it fails or takes longer than `timeoutMs` */
export async function measuredProcess(
  python: string,
  command: readonly string[],
  timeoutMs: number,
): Promise<Measured> {
  const script = join(import.meta.dirname, 'peers/measure.py');
  const { stdout, stderr } = await run(python, [script, String(timeoutMs / 1000), ...command], { maxBuffer: 1 << 26 });
  const { code, out, ...measured } = measuredSchema.parse(JSON.parse(stdout));
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${stderr.trim().slice(-2000)}`);
  return { ...measured, printed: JSON.parse(out) };
}
