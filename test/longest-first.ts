import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take long, in the order in which they start: none of them shall run alone at the end, and those that share
 * a Hadoop (test/stores/hadoop.ts) stand together, so that it starts once.
 */
export const LONGEST = [
  'test/end-to-end/hadoop.test.ts',
  'test/end-to-end/conformance.test.ts',
  'test/stores/hbase-client/chaos.test.ts',
  'test/workflows/backfill-bpi2012.test.ts',
  'test/end-to-end/kills.test.ts',
  'test/workflows/replay-nights.test.ts',
  'test/workflows/gates.test.ts',
  'test/crm/push-trials.test.ts',
  'test/chaos/chaos.test.ts',
  'test/workflows/backfill-long.test.ts',
  'test/infra/hadoop.test.ts',
  'test/workflows/backfill.test.ts',
  'test/stores/hbase-client/transport-tls.test.ts',
  'test/workflows/crm-push.test.ts',
  'test/stores/hbase-unrest.test.ts',
  'test/stores/hbase-crashes.test.ts',
  'test/stores/hbase-client/scan.test.ts',
  'test/stores/hbase-same-as-embedded.test.ts',
  'test/stores/hdfs-blobs.test.ts',
  'test/stores/hdfs-client.test.ts',
  'test/stores/hbase.test.ts',
  'test/stores/hbase-processes.test.ts',
  'test/stores/hbase-purge.test.ts',
  'test/stores/hbase-format-1.test.ts',
  'test/stores/hbase-client/table.test.ts',
  'test/stores/hbase-client/admin.test.ts',
  'test/activities/index-guard.test.ts',
  'test/stores/hdfs-kill.test.ts',
  'test/end-to-end/push.test.ts',
  'test/workflows/rows-meanwhile.test.ts',
  'test/docs/readme.test.ts',
  'test/infra/stack.test.ts',
  'test/infra/stack-kills.test.ts',
  'test/infra/stack-faults.test.ts',
  'test/cli/schedule-command.test.ts',
  'test/workflows/upgrade.test.ts',
  'test/end-to-end/release.test.ts',
  'test/fuzz/drops.test.ts',
  'test/end-to-end/moved-port.test.ts',
  'test/end-to-end/faults-of-machines.test.ts',
  'test/end-to-end/faults-of-nights.test.ts',
  'test/end-to-end/faults.test.ts',
  'test/end-to-end/warehouse.test.ts',
  'test/end-to-end/warm.test.ts',
  'test/activities/replay-histories.test.ts',
  'test/activities/warm-nights.test.ts',
  'test/workflows/late-policies.test.ts',
  'test/end-to-end/file-forms.test.ts',
  'test/activities/diff-and-outlook.test.ts',
  'test/end-to-end/changes.test.ts',
  'test/workflows/ledger.test.ts',
  'test/crm/tryton.test.ts',
  'test/end-to-end/night.test.ts',
  'test/end-to-end/replay.test.ts',
  'test/activities/load-forms.test.ts',
  'test/docs/examples.test.ts',
  'test/end-to-end/monitoring.test.ts',
  'test/end-to-end/same-bytes.test.ts',
];

/** Starts the files of `LONGEST` first, in that order, and the others as vitest would. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = LONGEST.indexOf(relative(this.ctx.config.root, moduleId).replaceAll('\\', '/'));
      return found < 0 ? LONGEST.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
