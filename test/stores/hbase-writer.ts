import { calendarOf } from '../../domain/calendar.ts';
import { connectStores } from '../../stores/hbase/connection.ts';
import { openHBaseStore } from '../../stores/hbase/store.ts';
import { event } from '../contract/store-rows.ts';
import { inKeyspace } from './hbase-keyspace.ts';

/** A process that writes batches of events, each batch of one entity: registry, dictionary, keyspace, name, batches, events a batch. Tells each that is in. */
const [registry = '', dictionary = '', keyspace = '', name = '', batches = '0', size = '0'] = process.argv.slice(2);
const hbase = connectStores(registry.split(','));
const store = await openHBaseStore({
  ...{ namespace: 'contract', dictionary, regions: 2, registry: [], leaseMs: 2_000 },
  calendar: calendarOf('UTC'),
  hbase: inKeyspace(hbase, Buffer.from(keyspace, 'hex')),
});
for (let batch = 0; batch < Number(batches); batch++) {
  const id = `${name}-${batch}`;
  await store.putEvents(
    Array.from({ length: Number(size) }, (_, i) => event({ eventId: `${id}-${i}`, id, valueText: 'x'.repeat(200) })),
  );
  process.stdout.write(`${batch}\n`);
}
await hbase.close();
