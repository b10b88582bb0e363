import pc from 'picocolors';

/** Colours for a person at a terminal that wants them; never in a pipe or a file, also where a build server asks for colour. */
export const colors = pc.createColors(process.stdout.isTTY ? pc.isColorSupported : false);
