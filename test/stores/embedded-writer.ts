import { parentPort, workerData } from 'node:worker_threads';
import { calendarOf } from '../../domain/calendar.ts';
import { openEmbeddedStore } from '../../stores/embedded/store.ts';
import { event } from '../contract/store-rows.ts';

/** A process or a thread that writes batches of events, each batch of one entity: folder, name, batches, events a batch. Tells each batch that is in. */
const args = (parentPort ? workerData : process.argv.slice(2)) as string[];
const [folder = '', name = '', batches = '0', size = '0'] = args;
const tell = (batch: number): void => {
  if (parentPort) parentPort.postMessage(batch);
  else process.stdout.write(`${batch}\n`);
};

const store = await openEmbeddedStore({ folder, calendar: calendarOf('UTC') });
for (let batch = 0; batch < Number(batches); batch++) {
  const id = `${name}-${batch}`;
  await store.putEvents(
    Array.from({ length: Number(size) }, (_, i) => event({ eventId: `${id}-${i}`, id, valueText: 'x'.repeat(200) })),
  );
  tell(batch);
}
await store.close();
