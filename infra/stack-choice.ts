import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DaybreakError } from '../domain/errors.ts';
import type { StoreAddresses } from '../domain/store-addresses.ts';
import { readFileIfThere, replaceFile, type StateFolder } from './state-folder.ts';
import { readStoresFile, STORES_FILE } from './stores-file.ts';

/** Where rows and files live: in this home, or in HBase and HDFS. */
export const stackKind = z.enum(['embedded', 'hadoop']);
export type StackKind = z.infer<typeof stackKind>;

export interface StackChoice {
  readonly stack: StackKind;
  /** An existing cluster, from the home's stores.yaml; null when the local stack brings its own HBase and HDFS, or needs none. */
  readonly cluster: StoreAddresses | null;
}

const choiceFile = ({ root }: StateFolder): string => join(root, 'stack-kind');

/**
 * The stack that a home wants: what was asked for, else the one of its stores.yaml, else the one that was up last, because its rows are
 * there, else `embedded`.
 * @throws USAGE when `embedded` is asked for beside a stores.yaml; SETTINGS_INVALID when that file is
 */
export function stackChoice(home: string, state: StateFolder, asked?: StackKind): StackChoice {
  const cluster = readStoresFile(home);
  if (cluster === null) {
    const last = stackKind.safeParse(readFileIfThere(choiceFile(state)));
    return { stack: asked ?? (last.success ? last.data : 'embedded'), cluster };
  }
  if (asked !== 'embedded') return { stack: 'hadoop', cluster };
  throw new DaybreakError(
    'USAGE',
    `The rows and files of this home are in the cluster that ${join(home, STORES_FILE)} names, not embedded`,
    'leave out --stack, or choose another folder with DAYBREAK_HOME',
  );
}

/** Remembers what is up, so that later commands find the rows where they are. */
export function rememberStack(state: StateFolder, stack: StackKind): void {
  const file = choiceFile(state);
  if (stack === 'embedded' && !existsSync(file)) return;
  if (readFileIfThere(file) !== stack) replaceFile(file, stack);
}
