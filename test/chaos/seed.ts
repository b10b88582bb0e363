import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { RunDate } from '../../domain/run-date.ts';
import { stackStatus } from '../../infra/stack-status.ts';
import { json, type Ran } from '../end-to-end/daybreak.ts';
import { expectedCodes } from './expected-codes.ts';
import { faultText } from './fault-text.ts';
import { drawFaults, type Fault } from './faults.ts';
import { followNight, nightCommand } from './followed-night.ts';
import { lookAt } from './looked-at.ts';
import { CALM, DISTURBED, type Place } from './place.ts';
import { strike } from './strike.ts';
import { wrongWithDelivered, wrongWithFailed } from './verdict.ts';
import { dateOfNight, deliver } from './world.ts';

/** What became of a seed. */
export interface SeedOutcome {
  readonly seed: number;
  readonly date: RunDate;
  /** In words, with those that came when the night had ended already marked. */
  readonly faults: readonly string[];
  /** `delivered`, or the codes that it failed with before it was asked for again and delivered. */
  readonly ended: string;
  readonly seconds: number;
  /** Sentences; empty when all is well. */
  readonly problems: readonly string[];
}

/** How often a night may fail before a person who mends what is wrong and gives the same command again would lose patience. */
const TRIES = 3;

/** The n-th night of a place under the faults of a seed. */
export async function runSeed(place: Place, seed: number, n: number): Promise<SeedOutcome> {
  const began = performance.now();
  const date = dateOfNight(n);
  const faults = drawFaults(seed, place.stack);
  const nightMs = await calmNight(place, n);
  const calm = await lookAt(place, CALM, date);

  const complete = await deliver(place.warehouse(DISTURBED), n);
  if (!faults.some(({ kind }) => kind === 'late')) await complete();
  await place.met();
  place.turn(switchesOf(faults));
  const night = followNight(place, date);
  const struck = await Promise.all(faults.map((fault) => strike(fault, { place, night, nightMs, complete })));

  const problems: string[] = [];
  const codes: string[] = [];
  let ran = await night.ended;
  place.turn({});
  while (ran.code !== 0 && codes.length < TRIES) {
    const code = codeOf(ran);
    codes.push(code);
    if (!expectedCodes(faults).includes(code)) problems.push(`it failed with ${code}: ${ran.stdout.trim()}`);
    await place.up();
    problems.push(...wrongWithFailed(await lookAt(place, DISTURBED, date), calm));
    ran = await nightCommand(place, DISTURBED, date).ended;
  }
  if (ran.code !== 0) problems.push(`it fails again and again: ${ran.stdout.trim()}`);
  // its supervisor may have been killed when the night had just ended
  await place.up();
  problems.push(...wrongWithDelivered(await lookAt(place, DISTURBED, date), calm));
  problems.push(...(await wrongWithRecord(place, date)), ...(await stillRunning(place)));
  const met = await place.met();
  // a night that was cut short may not have come to where a fault waited for it
  if (codes.every((code) => code === 'CRM_FAILED')) problems.push(...unmet(faults, struck, met));
  return {
    seed,
    date,
    faults: faults.map((fault, i) => `${faultText(fault)}${struck[i] === true ? '' : ' (too late)'}`),
    ended: codes.length === 0 ? 'delivered' : `${codes.join(', ')}, then delivered`,
    seconds: Math.round((performance.now() - began) / 1000),
    problems,
  };
}

/** Runs the same night undisturbed; gives how long it took. */
async function calmNight(place: Place, n: number): Promise<number> {
  const complete = await deliver(place.warehouse(CALM), n);
  await complete();
  await place.up();
  const began = performance.now();
  const { code, stdout, stderr } = await nightCommand(place, CALM, dateOfNight(n)).ended;
  if (code !== 0) throw new Error(`the undisturbed night failed: ${stdout}${stderr}`);
  return performance.now() - began;
}

function switchesOf(faults: readonly Fault[]): ReturnType<Place['switches']> {
  const slow = faults.find((fault) => fault.kind === 'slow');
  return slow === undefined ? {} : { slow: { type: slow.type, ms: slow.ms } };
}

/** The code of domain/errors.ts in what the command said; all that it said when there is none. */
function codeOf({ stdout, stderr }: Ran): string {
  try {
    return (JSON.parse(stdout) as { error: { code: string } }).error.code;
  } catch {
    return `no code (${stderr.slice(-500)})`;
  }
}

interface Recorded {
  readonly date: RunDate;
  readonly state: string;
}

async function wrongWithRecord({ home }: Place, date: RunDate): Promise<string[]> {
  const records = (await json<Recorded[]>(home, 'nights', DISTURBED, '--last', '99')).filter(
    (night) => night.date === date,
  );
  if (records.length === 1 && records[0]?.state === 'delivered') return [];
  return [`the ledger has ${JSON.stringify(records)} where one delivered night should be`];
}

/** No workflow goes on behind the back of the command that has ended. */
async function stillRunning({ home }: Place): Promise<string[]> {
  const connection = await Connection.connect({ address: stackStatus(home).temporal ?? '' });
  try {
    const running: string[] = [];
    // what has just ended may still be listed
    for (let again = 0; again < 10; again++) {
      running.length = 0;
      const list = new Client({ connection }).workflow.list({ query: "ExecutionStatus = 'Running'" });
      for await (const { workflowId } of list) running.push(workflowId);
      if (running.length === 0) break;
      await sleep(500);
    }
    return running.map((id) => `the workflow ${id} still runs`);
  } finally {
    await connection.close();
  }
}

/** Faults inside of a worker that should have been met and were not: the suite would be blind to them. */
function unmet(faults: readonly Fault[], struck: readonly boolean[], met: readonly string[]): string[] {
  const isMet = (fault: Fault): boolean => {
    if (fault.kind === 'slow') return met.includes(`${fault.type} is slow`);
    // one that was mended meanwhile may have passed between two pushes
    return fault.kind !== 'crm' || fault.forMs !== Infinity || met.some((line) => line.startsWith('the CRM'));
  };
  return faults
    .filter((fault, i) => struck[i] === true && !isMet(fault))
    .map((fault) => `no worker met "${faultText(fault)}"`);
}
