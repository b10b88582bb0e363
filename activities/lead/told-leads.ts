import { groupBy } from '../../domain/group-by.ts';
import { reasonsText } from '../../domain/lead-reasons.ts';
import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import { saltOf, saltRange } from '../../domain/salt.ts';
import { bindExpression, written } from '../../domain/score-expression.ts';
import type { PushedLead } from '../../crm/lead-book.ts';
import type { RunDate } from '../../domain/run-date.ts';
import type { Ports } from '../ports.ts';
import { readSnapshot } from '../snapshot.ts';
import { modelsOf, sceneRun, type Explained } from './lead-plan.ts';
import { reasonsOfPart } from './part-reasons.ts';
import { idsOfPart, partCount, scoresOfPart, type SceneRun } from './part-scores.ts';
import { risingWithFirst } from './rising.ts';

/** For people at a terminal: longer than the three reasons of a side ever are. */
const CHARACTERS = 10_000;

/** What speaks for and against some leads of a scene, as a text each. @param leads with the part of the scene's files that each is in */
export async function toldLeads(
  ports: Ports,
  scene: SceneRun,
  explained: Explained,
  leads: readonly { readonly id: string; readonly part: number }[],
): Promise<ReadonlyMap<string, string>> {
  const told = new Map<string, string>();
  const { expression } = explained;
  for (const part of new Set(leads.map((lead) => lead.part))) {
    const ids = await idsOfPart(scene, part);
    const placeOf = new Map(ids.map((id, place) => [id, place]));
    const own = [...new Set(leads.filter((lead) => lead.part === part).map(({ id }) => id))];
    const places = Int32Array.from(own, (id) => placeOf.get(id) ?? -1);
    const scores = await scoresOfPart(scene, part, ids, expression.names);
    const all = risingWithFirst(expression, scores(expression.names), ids.length);
    const rising = Float64Array.from(places, (place) => all[place] ?? 0);
    const reasons = await reasonsOfPart(ports, scene, part, explained, { places, rising }, () => undefined);
    for (const [i, id] of own.entries()) told.set(id, reasonsText(reasons[i] ?? { for: [], against: [] }, CHARACTERS));
  }
  return told;
}

/** The same of leads of Daybreak's own list, by the first output of the model of each; in the order of the leads. */
export async function toldBookLeads(
  ports: Ports,
  night: { readonly dictionary: string; readonly date: RunDate },
  leads: readonly PushedLead[],
): Promise<string[]> {
  const told = new Map<PushedLead, string>();
  const groups = groupBy(leads, ({ run, scene, model }) => JSON.stringify([run, scene, model]));
  for (const group of groups.values()) {
    const [{ run, scene: name, model } = { run: 0, scene: '', model: '' }] = group;
    const snapshot = await readSnapshot(ports.blobs, { ...night, run });
    const scene = sceneRun(ports, snapshot, name);
    const parts = await partCount(scene);
    const placed = group.map(({ opportunityId: id }) => ({ id, part: partOf(id, parts) }));
    const texts = await toldLeads(ports, scene, firstOutput(snapshot, name, model), placed);
    for (const lead of group) told.set(lead, texts.get(lead.opportunityId) ?? '');
  }
  return leads.map((lead) => told.get(lead) ?? '');
}

function firstOutput(snapshot: NightSnapshot, scene: string, name: string): Explained {
  const models = modelsOf(snapshot, scene);
  const model = models.find((one) => one.name === name);
  const output = model?.manifest.outputs[0] ?? '';
  const bound = bindExpression(written({ model: name, output }), models);
  if (!model || 'fault' in bound) throw new TypeError(`run ${snapshot.run} has no model "${name}"`);
  return { model, output, expression: bound.expression };
}

/** The part of an id's files: that whose salts its own is among. */
function partOf(id: string, parts: number): number {
  const salt = saltOf(id);
  let part = Math.floor((salt * parts) / saltRange(0, 1).to);
  while (salt >= saltRange(part, parts).to) part += 1;
  return part;
}
