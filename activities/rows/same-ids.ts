import type { RowDirectory } from '../../engine/row-directory.ts';
import type { Tag } from '../../stores/tag-table.ts';
import type { FoundRows } from './kept-rows.ts';

/** The ids of a new directory: the very list of an earlier one that has the same, so that its text is at hand (row-directory.ts). */
export interface SameIds {
  /** The next ids, and where their earlier rows are. */
  add(tags: readonly Tag[], rows: FoundRows): void;
  end(): readonly string[];
}

export function sameIds(): SameIds {
  let count = 0;
  /** Its ids are those so far, as long as there is no list of its own. */
  let alike: RowDirectory | undefined;
  let own: string[] | undefined;
  const ownIds = (): string[] => (own ??= alike?.ids.slice(0, count) ?? []);
  return {
    add(tags, rows) {
      if (count === 0) alike = rows.directories[rows.directory[0] ?? -1];
      if (own || !alike || !goesOn(alike, count, rows)) for (const { id } of tags) ownIds().push(id);
      count += tags.length;
    },
    end: () => (alike && !own && alike.ids.length === count ? alike.ids : ownIds()),
  };
}

/** Whether the rows that were found are those of a directory from `next` on, one after the other. */
function goesOn(alike: RowDirectory, next: number, { directories, directory, at }: FoundRows): boolean {
  const place = directories.indexOf(alike);
  for (let i = 0; i < at.length; i++) if (directory[i] !== place || at[i] !== next + i) return false;
  return true;
}
