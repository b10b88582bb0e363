import { createHash } from 'node:crypto';
import type { PushedLead } from '../../crm/lead-book.ts';
import type { NightManifest } from '../../domain/night-manifest.ts';
import { manifestPath, nightFolder } from '../../domain/night.ts';
import type { RunDate } from '../../domain/run-date.ts';
import { stackStatus } from '../../infra/stack-status.ts';
import { openLogger } from '../../workers/logger.ts';
import { openPorts, type OpenPorts } from '../../workers/ports.ts';
import type { Place } from './place.ts';

/** What people and programs can see of a night. */
export interface SeenNight {
  /** Undefined while the night is not sealed. */
  readonly manifest: NightManifest | undefined;
  /** Paths of files whose bytes are not those of the manifest; relative to the night's folder. */
  readonly corrupt: readonly string[];
  /** By scene and opportunity, `scene/model/id` to scores; the run that pushed them is left out. */
  readonly leads: Readonly<Record<string, readonly number[]>>;
}

/** Looks at a night from outside of the stack. */
export async function lookAt({ home }: Pick<Place, 'home'>, dictionary: string, date: RunDate): Promise<SeenNight> {
  const log = openLogger('chaos');
  log.level = 'silent';
  const ports = openPorts(home, log, stackStatus(home).stores);
  try {
    const night = { dictionary, date };
    const path = manifestPath(night);
    const manifest = (await ports.blobs.exists(path))
      ? (JSON.parse(Buffer.from(await ports.blobs.read(path)).toString()) as NightManifest)
      : undefined;
    const corrupt = manifest === undefined ? [] : await corruptFiles(ports, manifest);
    return { manifest, corrupt, leads: byKey(await ports.book.leads(dictionary, date, Infinity)) };
  } finally {
    await ports.close();
  }
}

async function corruptFiles({ blobs }: OpenPorts, manifest: NightManifest): Promise<string[]> {
  const corrupt: string[] = [];
  for (const { path, sha256 } of manifest.files) {
    const bytes = await blobs.read(`${nightFolder(manifest)}/${path}`).catch(() => undefined);
    const is = bytes === undefined ? 'missing' : createHash('sha256').update(bytes).digest('hex');
    if (is !== sha256) corrupt.push(path);
  }
  return corrupt;
}

/** @throws Error when a lead is there twice */
function byKey(leads: readonly PushedLead[]): Record<string, readonly number[]> {
  const found: Record<string, readonly number[]> = {};
  for (const { scene, model, opportunityId, scores } of leads) {
    const key = `${scene}/${model}/${opportunityId}`;
    if (key in found) throw new Error(`the lead ${key} is in the CRM twice`);
    found[key] = scores;
  }
  return found;
}
