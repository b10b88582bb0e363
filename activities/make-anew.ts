/** What to do about a file of a night that is gone or damaged: a sealed night is made anew by a replay only, another one by being run. */
export const MAKE_ANEW =
  'look at the disk, then make the night that reads it anew: `npx daybreak replay` or, where it is not sealed, `npx daybreak night`, with --full, which takes over no other file';
