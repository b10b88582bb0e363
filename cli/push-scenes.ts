import { nearestWord } from '../domain/dictionary-nearest.ts';
import { DaybreakError } from '../domain/errors.ts';
import type { NightRun } from '../domain/night.ts';
import type { RunDate } from '../domain/run-date.ts';
import { readManifest, readSealed } from '../workers/without-temporal.ts';
import type { CliContext } from './context.ts';

/** A sealed night, and those of its scenes whose leads are written into the CRM. */
export interface PushedNight {
  readonly run: NightRun;
  readonly parts: number;
  readonly scenes: readonly string[];
}

/** @throws DaybreakError NIGHT_MISSING where it is not sealed, SETTINGS_INVALID where no CRM is named, USAGE for an unknown scene */
export async function pushedNight(
  context: CliContext,
  dictionary: string,
  date: RunDate,
  scene: string | undefined,
): Promise<PushedNight> {
  const ports = context.ports();
  const inCrm = await scenesInCrm(context, dictionary, scene);
  const manifest = await readManifest(ports.blobs, { dictionary, date });
  if (!manifest) {
    throw new DaybreakError(
      'NIGHT_MISSING',
      `the night ${dictionary} ${date} is not sealed, so there is nothing to push`,
      `run it: npx daybreak night ${dictionary} --date ${date}`,
    );
  }
  const run = { dictionary, date, run: manifest.run };
  const { parts, scenes } = await readSealed(ports)(run, () => undefined);
  return { run, parts, scenes: scenes.map(({ name }) => name).filter((name) => inCrm.includes(name)) };
}

/** The scenes that settings.yaml writes into a CRM, or the one that was asked for. @throws DaybreakError SETTINGS_INVALID, USAGE */
export async function scenesInCrm(
  context: CliContext,
  dictionary: string,
  scene: string | undefined,
): Promise<string[]> {
  const { crm } = (await context.ports().dictionaries.read(dictionary)).settings;
  const names = Object.keys(crm?.push ?? {});
  if (names.length === 0) {
    throw new DaybreakError(
      'SETTINGS_INVALID',
      `settings.yaml of ${dictionary} names no CRM, so scores are only in Daybreak's own list (npx daybreak leads)`,
      'name one under crm: in settings.yaml; docs/crm.md says how',
    );
  }
  if (scene === undefined) return names;
  if (names.includes(scene)) return [scene];
  const near = nearestWord(scene, names);
  throw new DaybreakError(
    'USAGE',
    `${dictionary} writes no scene "${scene}" into a CRM`,
    `use one of: ${names.join(', ')}${near === undefined ? '' : ` (did you mean ${near}?)`}`,
  );
}
