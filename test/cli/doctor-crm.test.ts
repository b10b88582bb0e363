import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkCrms } from '../../cli/doctor-crm.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeTinyDictionary } from '../end-to-end/tiny.ts';
import { batchConnection } from '../crm/http-server-settings.ts';

let home: string;
beforeAll(async () => {
  home = await newHome();
  await mkdir(join(home, 'dictionaries'));
});
afterAll(() => removeHome(home));

/** No server is there: the doctor does not ask it. */
const settings = (secret: { env: string } | { file: string }): string => `time_zone: UTC
scenes: { claim: { models: [interest] } }
crm:
  adapter: http
  connection: ${JSON.stringify(batchConnection({ url: 'http://127.0.0.1:1' }, secret))}
  push: { claim: { fields: { score: { value: interest.score } } } }
`;

it('names a secret that is missing, and whose CRM can be opened', async () => {
  await writeTinyDictionary(home, 'alone', { settings: 'time_zone: UTC\n' });
  await writeTinyDictionary(home, 'by-env', { settings: settings({ env: 'DAYBREAK_TEST_NO_SUCH_SECRET' }) });
  await writeTinyDictionary(home, 'by-file', { settings: settings({ file: 'token.txt' }) });
  await writeFile(join(home, 'dictionaries/by-file/token.txt'), 'secret\n');
  expect(await checkCrms(home)).toMatchObject([
    {
      name: 'CRM of by-env',
      status: 'missing',
      found: expect.stringContaining('no DAYBREAK_TEST_NO_SUCH_SECRET') as string,
    },
    { name: 'CRM of by-file', status: 'ok', found: expect.stringContaining('http, for claim') as string },
  ]);
});
