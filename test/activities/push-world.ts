import { pushSceneBy } from '../../activities/push/push-scene.ts';
import { undoPushBy } from '../../activities/push/undo-push.ts';
import type { LeadLine } from '../../domain/lead-line.ts';
import type { NightRun } from '../../domain/night.ts';
import { receiptsTable, type PushReceipt } from '../../domain/push-receipt.ts';
import type { PushResult } from '../../domain/push-result.ts';
import type { CrmValues } from '../../crm/crm.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { seededRandom } from '../end-to-end/random.ts';
import { faultyCrm, NO_TROUBLE, type FaultyCrm, type Poison, type Troubles } from './push-faulty-crm.ts';
import { crmSettings, fakeClock, quiet, type PushHome } from './push-home.ts';

export interface WorldPlan {
  readonly seed: number;
  readonly rows: number;
  readonly readRows: number;
  readonly writeRows: number;
  readonly parallel: number;
  /** Chance a row of each. */
  readonly poison: number;
  readonly missing: number;
  /** Chance a call that somebody edits a row, and that the process dies. */
  readonly edits: number;
  readonly crashes: number;
  /** Chance a row that it was delivered before, and a life of the process that the leads are made anew with other values. */
  readonly known: number;
  readonly remakes: number;
  readonly troubles: Troubles;
  readonly sampled: number;
}

const POISONS: readonly Poison[] = ['reject', 'refuse', 'fail', 'lie'];
/** A person's numbers are none of ours. */
const PERSONAL = 1_000;

let worlds = 0;

/** A scene whose leads are pushed into a CRM full of trouble, as long as it takes, a life of the process after the other. */
export class World {
  readonly crm: FaultyCrm;
  readonly edited = new Map<string, CrmValues>();
  readonly bad = new Map<string, Poison | 'missing'>();
  readonly ids: readonly string[];
  lives = 0;
  /** How often the leads of the last push were made anew. */
  remade = 0;
  private readonly random: () => number;
  private readonly home: PushHome;
  private readonly plan: WorldPlan;
  private readonly scene: string;
  /** Rows that Daybreak has to do with: what stood there before may be written over. */
  private readonly ours = new Set<string>();
  private wanted = new Map<string, CrmValues>();

  constructor(home: PushHome, plan: WorldPlan) {
    this.home = home;
    this.plan = plan;
    this.random = seededRandom(plan.seed);
    worlds += 1;
    this.scene = `scene-${worlds}`;
    this.crm = faultyCrm({ readRows: plan.readRows, writeRows: plan.writeRows }, this.random);
    this.ids = Array.from({ length: plan.rows }, (_, i) => `O-${i}`);
    for (const id of this.ids)
      this.crm.records.set(id, { score: null, other: Math.round(this.random() * 100) / 100, why: 'as it was' });
  }

  /** From now on some rows are poison or gone. */
  spoil(): void {
    for (const id of this.ids) {
      if (this.random() < this.plan.missing) {
        this.bad.set(id, 'missing');
        this.crm.records.delete(id);
      } else if (this.random() < this.plan.poison) {
        const kind = POISONS[Math.floor(this.random() * POISONS.length)] ?? 'reject';
        this.bad.set(id, kind);
        this.crm.poison.set(id, kind);
      }
    }
  }

  /** What the last push was to bring. */
  get right(): ReadonlyMap<string, CrmValues> {
    return this.wanted;
  }

  /** Pushes until the push ends. @param calm without any trouble */
  async push(run: NightRun, night: number, calm = false): Promise<PushResult> {
    this.crm.stored.clear();
    this.remade = 0;
    const ids = this.ids.filter(() => night > 1 || this.random() < this.plan.known);
    let parts = await this.make(run, night, ids);
    return this.live(calm, async (store) => {
      if (!calm && this.lives > 1 && this.random() < this.plan.remakes) {
        this.remade += 1;
        parts = await this.make(run, night + this.remade / 8, ids);
      }
      const task = { run, scene: this.scene, parts };
      return pushSceneBy(fakeClock(this.plan.seed), this.ports(store), task, quiet);
    });
  }

  private make(run: NightRun, night: number, ids: readonly string[]): Promise<number> {
    const score = (i: number): number => Math.round(((night * 31 + i) / 997) * 1e4) / 1e4;
    this.wanted = new Map(ids.map((id, i) => [id, { score: score(i), other: night + i, why: `${night} ${id}` }]));
    const lines = [...this.wanted].map(([id, values]): LeadLine => ({ id, values, changed: true }));
    return this.home.leads(run, this.scene, lines, 7);
  }

  undo(run: NightRun): Promise<PushResult> {
    this.crm.stored.clear();
    return this.live(false, (store) =>
      undoPushBy(fakeClock(this.plan.seed), this.ports(store), { run, scene: this.scene, because: 'wrong' }, quiet),
    );
  }

  async receipt(id: string): Promise<PushReceipt | undefined> {
    return (await this.home.store.getRecord(receiptsTable(this.scene), id)) as PushReceipt | undefined;
  }

  private ports(store: FeatureStore): ReturnType<PushHome['ports']> {
    const fields = { score: { value: 'wins.score' }, other: { value: 'wins.other' }, why: { value: 'reasons' } };
    const push = {
      fields,
      read_back: this.plan.sampled,
      breaker: { failed_share: 1, edited_share: 1, rows_factor: 1e9 },
    };
    return this.home.ports(crmSettings(this.scene, push, { parallel: this.plan.parallel }), this.crm, store);
  }

  /** A store whose process may die before each of its writes, or after it. */
  private mortal(step: () => void): FeatureStore {
    const { store } = this.home;
    const around = async (write: () => Promise<void>): Promise<void> => {
      step();
      await write();
      step();
    };
    return {
      ...store,
      putRecord: (table, key, value) => around(() => store.putRecord(table, key, value)),
      putRecords: (table, entries) =>
        around(async () => {
          await store.putRecords(table, entries);
          for (const [id] of entries) this.ours.add(id);
        }),
    };
  }

  private async live(calm: boolean, work: (store: FeatureStore) => Promise<PushResult>): Promise<PushResult> {
    for (this.lives = 1; ; this.lives++) {
      // Each life is longer than the one before, so that every push ends.
      const life = calm ? Infinity : Math.ceil((this.random() * this.lives * 4) / this.plan.crashes);
      let steps = 0;
      const step = (): void => {
        steps += 1;
        if (steps >= life) throw new Killed();
      };
      this.crm.troubles = calm || this.lives > 30 ? NO_TROUBLE : this.plan.troubles;
      this.crm.onCall = () => {
        if (!calm && this.random() < this.plan.edits) this.editSome();
        step();
      };
      try {
        return await work(this.mortal(step));
      } catch (error) {
        if (!(error instanceof Killed) && !isOutOfReach(error)) throw error;
      }
    }
  }

  private editSome(): void {
    const some = this.ids.filter((id) => this.ours.has(id) && this.bad.get(id) !== 'missing');
    const id = some[Math.floor(this.random() * some.length)];
    if (id === undefined) return;
    const field = this.random() < 0.5 ? 'score' : 'other';
    const values = { [field]: PERSONAL + Math.floor(this.random() * 1e6) };
    this.crm.edit(id, values);
    this.edited.set(id, { ...this.edited.get(id), ...values });
  }
}

class Killed extends Error {}

const isOutOfReach = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'CRM_FAILED';
