import { DaybreakError } from '../domain/errors.ts';
import { runFolder, type NightRequest } from '../domain/night.ts';
import { nightRecords, requireZone } from '../workers/without-temporal.ts';
import { note, type CliContext } from './context.ts';
import { asTemporalSays } from './ended-nights.ts';

/** Names the report of a night that has just failed, where it left one. Never throws: the failure itself is told after it. */
export async function noteReport(
  context: CliContext,
  { dictionary, date }: NightRequest,
  failure: unknown,
): Promise<void> {
  try {
    const { blobs } = context.ports();
    const zone = await requireZone(context.ports(), dictionary);
    const records = await nightRecords(context.ports(), dictionary, zone);
    const newest = records.filter((record) => record.date === date).sort((a, b) => b.startedMs - a.startedMs);
    // without a code of its own it may have ended without a line
    const ended = failure instanceof DaybreakError && failure.code === 'NIGHT_FAILED';
    const [last] = ended ? await asTemporalSays(context, dictionary, zone, newest.slice(0, 1)) : newest;
    if (last?.state !== 'failed') return;
    const path = `${runFolder({ dictionary, date, run: last.run })}/report.html`;
    if (await blobs.exists(path)) note(`why it failed and how to go on: ${blobs.locate(path)}`);
  } catch {
    // what keeps the ledger from being read is what the night failed for, as likely as not
  }
}
