/** What is said of standard output, which programs read; the notes on standard error are for whoever looks at them. */
export type LostOutput = () => NodeJS.ErrnoException | undefined;

/**
 * A command does its work although nobody takes what it says: an error of its outputs would end it if nobody listened.
 * @returns what standard output failed with (a full disk, say); undefined where all was written, or its reader wanted no more of it (`| head`)
 */
export function keepOutputs({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): LostOutput {
  let failure: NodeJS.ErrnoException | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') failure ??= error;
  });
  stderr.on('error', () => undefined);
  return () => failure;
}
