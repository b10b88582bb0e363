import { z } from 'zod';
import { nearestWord } from '../../domain/dictionary-nearest.ts';
import { settingsSchema } from '../../domain/settings.ts';

type Issue = z.core.$ZodIssue;

/** What is wrong with the settings, and the path of keys to it. */
export interface SettingsProblem {
  readonly path: readonly PropertyKey[];
  readonly text: string;
}

/** A problem a thing that is wrong, in the words of settings.yaml rather than of its schema. */
export const problemsOf = (issues: readonly Issue[]): SettingsProblem[] => issues.flatMap(problemOf);

function problemOf(issue: Issue): SettingsProblem[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key));
    case 'invalid_key':
      return [{ path, text: `${named(path)} is not a name, expected letters, digits, _ and - only` }];
    case 'invalid_union': {
      const branches = issue.errors.map((branch) =>
        branch.map((inner) => ({ ...inner, path: [...path, ...inner.path] })),
      );
      // The branch that got furthest into the value is the one that was meant.
      const depth = (branch: readonly Issue[]): number => Math.max(...branch.map((inner) => inner.path.length));
      const deepest = [...branches].sort((a, b) => depth(b) - depth(a))[0] ?? [];
      if (depth(deepest) > path.length) return problemsOf(deepest);
      const ways = branches.flat().map(({ message }) => plain(message));
      return [{ path, text: `${named(path)}: ${ways.join(', or ')}` }];
    }
    default:
      if (issue.message.endsWith('received undefined')) return [{ path, text: `${named(path)} is missing` }];
      return [{ path, text: `${named(path)}: ${plain(issue.message)}` }];
  }
}

function unknownKey(path: readonly PropertyKey[], key: string): SettingsProblem {
  const known = keysAt(path);
  const near = nearestWord(key, known);
  const hint = near === undefined ? `, expected one of ${known.join(', ')}` : `; did you mean "${near}"?`;
  return { path: [...path, key], text: `there is no setting ${named([...path, key])}${hint}` };
}

const named = (path: readonly PropertyKey[]): string => (path.length === 0 ? 'the file' : path.map(String).join('.'));

const plain = (message: string): string => message.replace(/^Invalid (input|option): /, '').replace(/^Too \w+: /, '');

/** The keys that the schema allows at a path. */
function keysAt(path: readonly PropertyKey[]): string[] {
  let schema: KeySchema | undefined = z.toJSONSchema(settingsSchema, { io: 'input' }) as KeySchema;
  for (const key of path) schema = schema?.properties?.[String(key)] ?? schema?.additionalProperties ?? schema?.items;
  return Object.keys(schema?.properties ?? {});
}

/** What of a JSON schema says where keys may stand. */
interface KeySchema {
  readonly properties?: Readonly<Record<string, KeySchema>>;
  readonly additionalProperties?: KeySchema;
  readonly items?: KeySchema;
}
