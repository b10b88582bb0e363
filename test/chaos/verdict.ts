import { isDeepStrictEqual } from 'node:util';
import type { NightManifest } from '../../domain/night-manifest.ts';
import type { SeenNight } from './looked-at.ts';

/** What is wrong with a delivered night, a sentence each; empty when it is what the calm one is. */
export function wrongWithDelivered(night: SeenNight, calm: SeenNight): string[] {
  const leads = differentLeads(night, calm);
  const missing = Object.keys(calm.leads).filter((key) => !(key in night.leads));
  return [
    ...wrongWithFiles(night, calm),
    ...(night.manifest === undefined ? ['it has no manifest'] : []),
    ...(leads.length > 0 ? [`${leads.length} leads differ, the first is ${leads[0]!}`] : []),
    ...(missing.length > 0 ? [`${missing.length} leads are missing, the first is ${missing[0]!}`] : []),
  ];
}

/** The same of a night that failed: what can be seen of it must be whole and right, and may be nothing. */
export function wrongWithFailed(night: SeenNight, calm: SeenNight): string[] {
  const leads = differentLeads(night, calm);
  const early = night.manifest === undefined && Object.keys(night.leads).length > 0;
  return [
    ...wrongWithFiles(night, calm),
    ...(leads.length > 0 ? [`${leads.length} leads differ, the first is ${leads[0]!}`] : []),
    ...(early ? ['the CRM has leads of a night that is not sealed'] : []),
  ];
}

function wrongWithFiles({ manifest, corrupt }: SeenNight, calm: SeenNight): string[] {
  if (manifest === undefined) return [];
  const [ours, theirs] = [comparable(manifest), comparable(calm.manifest!)];
  const keys = Object.keys(theirs).filter((key) => !isDeepStrictEqual(ours[key], theirs[key]));
  return [
    ...(keys.length > 0 ? [`its manifest differs in ${keys.join(', ')}`] : []),
    ...(corrupt.length > 0 ? [`${corrupt.length} of its files are not as sealed, the first is ${corrupt[0]!}`] : []),
  ];
}

/** Without what two nights of the same inputs may differ in: the name of the dictionary, which the paths of its models have too, and how many runs it took. */
function comparable({ run, dictionary, files, inputs, ...same }: NightManifest): Record<string, unknown> {
  const { models, ...ofContent } = inputs;
  const ofRun = new RegExp(`^runs/${run}/`);
  const paths = files.map(({ path, ...file }) => ({ path: path.replace(ofRun, ''), ...file }));
  return { ...same, inputs: ofContent, files: paths, named: dictionary !== '' && models !== '' };
}

const differentLeads = (night: SeenNight, calm: SeenNight): string[] =>
  Object.entries(night.leads)
    .filter(([key, scores]) => !isDeepStrictEqual(scores, calm.leads[key]))
    .map(([key]) => key);
