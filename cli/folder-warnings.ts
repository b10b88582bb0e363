import { isAbsolute } from 'node:path';
import type { Dictionary } from '../domain/dictionary.ts';
import type { Settings } from '../domain/settings.ts';

/** What is odd in a sound dictionary's folder beside its rows and models, a sentence each. */
export const folderWarnings = (
  name: string,
  { dictionary, settings }: { readonly dictionary: Pick<Dictionary, 'rows'>; readonly settings: Settings },
): string[] => [
  ...(dictionary.rows.length === 0
    ? [
        `dictionaries/${name}/dictionary.csv has no row, so a night computes no feature; dictionaries/README.md says how to write one`,
      ]
    : []),
  ...dropWarnings(`dictionaries/${name}/settings.yaml`, settings),
];

/** A sentence for each source whose `drop` says where it is only to those who know where a worker was started. */
const dropWarnings = (file: string, { sources }: Pick<Settings, 'sources'>): string[] =>
  sources.flatMap(({ name, drop }) =>
    drop === undefined || isAbsolute(drop)
      ? []
      : [
          `${file}: the drop of the source ${name}, "${drop}", is no whole path: each worker looks for it from the folder that it was started in, and the night waits where it finds nothing; write it from the root on`,
        ],
  );
