import { openLeadBook } from '../../crm/lmdb-book/lead-book.ts';

/** A process that pushes: folder, scene, number of batches, leads a batch. */
const [folder = '', scene = '', batches = '0', size = '0'] = process.argv.slice(2);
const book = openLeadBook({ folder });
const target = { dictionary: 'sales', date: '2026-03-01', run: 1, scene, model: 'wins', outputs: ['score'] };
for (let batch = 0; batch < Number(batches); batch++) {
  await book.push(
    target,
    Array.from({ length: Number(size) }, (_, i) => ({ opportunityId: `${batch}-${i}`, scores: [i / Number(size)] })),
  );
}
await book.close();
