import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { calendarOf } from '../../domain/calendar.ts';
import { nearestWord } from '../../domain/dictionary-nearest.ts';
import { asDaybreakError, DaybreakError } from '../../domain/errors.ts';
import { settingsSchema, type Settings } from '../../domain/settings.ts';
import { problemsOf, type SettingsProblem } from './dictionary-settings-problem.ts';

const NEXT = 'correct settings.yaml; dictionaries/README.md explains every setting';
/** The store keeps a bit a scene. */
const MAX_SCENES = 30;

/** What settings.yaml says; undefined where it cannot be said. Every fault is added to `faults`. */
export function parseSettings(text: string, file: string, faults: DaybreakError[]): Settings | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const fault = (line: number | undefined, what: string, next = NEXT): void => {
    const where = line === undefined ? file : `${file} line ${line}`;
    faults.push(new DaybreakError('SETTINGS_INVALID', `${where}: ${what}`, next));
  };
  for (const { pos, message } of document.errors) fault(lines.linePos(pos[0]).line, `not YAML: ${message}`);
  if (document.errors.length > 0) return undefined;
  const content = contentOf(document);
  if (content instanceof Error) {
    fault(undefined, `not YAML: ${content.message}`);
    return undefined;
  }
  const parsed = settingsSchema.safeParse(content);
  const problems = parsed.success ? crossProblems(parsed.data) : problemsOf(parsed.error.issues);
  for (const { path, text: what } of problems) fault(lineOf(document, lines, path), what);
  if (parsed.success)
    checkZone(parsed.data.time_zone, (what, next) => {
      fault(lineOf(document, lines, ['time_zone']), what, next);
    });
  return problems.length === 0 ? parsed.data : undefined;
}

/** What the document says; the error of an alias (`*name`) without an anchor, which shows only here. */
function contentOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}

function checkZone(zone: string, fault: (what: string, next: string) => void): void {
  try {
    calendarOf(zone);
  } catch (thrown) {
    const { message, next } = asDaybreakError(thrown);
    const near = nearestWord(zone, Intl.supportedValuesOf('timeZone'));
    fault(`time_zone ${message}${near === undefined ? '' : `; did you mean "${near}"?`}`, next);
  }
}

/** What the schema cannot say. */
function crossProblems({ scenes, sources, gates }: Settings): SettingsProblem[] {
  const count = Object.keys(scenes).length;
  const twice = sources.find(({ name }, i) => sources.findIndex((other) => other.name === name) < i);
  const problems: SettingsProblem[] = [];
  if (count === 0) problems.push({ path: ['scenes'], text: 'scenes is empty, expected at least one scene' });
  if (count > MAX_SCENES) problems.push({ path: ['scenes'], text: `${count} scenes, expected at most ${MAX_SCENES}` });
  if (twice)
    problems.push({ path: ['sources'], text: `the source ${twice.name} is there twice, expected each name once` });
  for (const scene of Object.keys(gates?.scenes ?? {}).filter((name) => !(name in scenes)))
    problems.push({ path: ['gates', 'scenes', scene], text: `gates.scenes.${scene} is about no scene of this file` });
  return problems;
}

/** The line of the deepest part of a path that the file has. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (!pair) break;
      offset = isScalar(pair.key) ? pair.key.range?.[0] : offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      offset = isScalar(node) || isMap(node) ? node.range?.[0] : offset;
    } else break;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}
