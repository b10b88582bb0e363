import { runFolder, type NightRequest } from '../domain/night.ts';
import { nightRecords } from '../workers/without-temporal.ts';
import { note, type CliContext } from './context.ts';

/** Names the report of a night that has just failed, where it left one. Never throws: the failure itself is told after it. */
export async function noteReport(context: CliContext, { dictionary, date }: NightRequest): Promise<void> {
  try {
    const { blobs, dictionaries } = context.ports();
    const { settings } = await dictionaries.read(dictionary);
    const records = await nightRecords(context.ports(), dictionary, settings.time_zone);
    const last = records.filter((record) => record.date === date).sort((a, b) => b.startedMs - a.startedMs)[0];
    if (last?.state !== 'failed') return;
    const path = `${runFolder({ dictionary, date, run: last.run })}/report.html`;
    if (await blobs.exists(path)) note(`why it failed and how to go on: ${blobs.locate(path)}`);
  } catch {
    // what keeps the ledger from being read is what the night failed for, as likely as not
  }
}
