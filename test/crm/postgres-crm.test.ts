import { describe } from 'vitest';
import { crmContract } from '../contract/crm.ts';
import { FIELDS, openLeads, RIGHTS, TABLE } from './postgres-crm.ts';
import { missing, newPostgres } from './postgres-server.ts';

describe.skipIf(missing !== undefined)(
  missing === undefined ? 'PostgreSQL' : `PostgreSQL (NOT TESTED: ${missing})`,
  () => {
    crmContract('a table of PostgreSQL', async () => {
      const server = await newPostgres();
      await server.sql(TABLE);
      await server.sql(RIGHTS);
      return {
        open: () => Promise.resolve(openLeads(server)),
        async put(records) {
          for (const { id, values } of records) {
            const names = Object.keys(values);
            await server.sql(
              `INSERT INTO leads (opportunity, ${names.join(', ')}) VALUES ($1, ${names.map((_, i) => `$${i + 2}`).join(', ')})
             ON CONFLICT (opportunity) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
              [id, ...Object.values(values)],
            );
          }
        },
        async get(id) {
          const [row] = await server.sql(
            'SELECT score::float8, weight, reasons, scored_on::text FROM leads WHERE opportunity = $1',
            [id],
          );
          return row as Record<string, string | number | null> | undefined;
        },
        fields: FIELDS,
        can: {
          versions: true,
          describes: true,
          refuses: { field: 'score', value: 1.5 },
          async loseRight() {
            await server.sql('REVOKE UPDATE (score) ON leads FROM daybreak');
            return async () => {
              await server.sql('GRANT UPDATE (score) ON leads TO daybreak');
            };
          },
          async goDown() {
            await server.stop('SIGINT');
            return () => server.start();
          },
        },
        stop: () => server.remove(),
      };
    });
  },
);
