import { alertText, type AlertOutcome, type NightAlert, type RaisedAlert } from '../domain/alert.ts';
import { asDaybreakError, DaybreakError } from '../domain/errors.ts';
import type { FeatureStore } from '../stores/feature-store.ts';
import type { Ports } from './ports.ts';
import type { Verb } from './verb.ts';

const TABLE = 'alerts';
const TIMEOUT_MS = 10_000;
const STORE_PATIENCE_MS = 8_000;

/**
 * Tells whoever the settings name, once a night and cause: asked again, it gives what it did the first time. It never throws for an alert
 * that does not arrive; that is logged and kept.
 */
export const alert: Verb<{ readonly alert: NightAlert; readonly timeZone: string }, RaisedAlert> =
  (ports) =>
  async ({ alert: raised, timeZone }) => {
    const { dictionary, date, cause } = raised;
    const key = `${date}/${cause}`;
    const inStore = <T>(work: (store: FeatureStore) => Promise<T>): Promise<T | undefined> =>
      ifStoreAnswers(ports.log, dictionary, async () => work(await ports.openStore(dictionary, timeZone)));
    const known = (await inStore((store) => store.getRecord(TABLE, key))) as RaisedAlert | undefined;
    if (known) return known;
    // the dictionary's faults may be what there is to tell
    const { alerts = {} } = await ports.dictionaries.readContact(dictionary);
    const sent = await send(ports, alerts, raised);
    const record: RaisedAlert = { ...raised, raisedMs: Math.floor(ports.now() / 1000), sent };
    await inStore((store) => store.putRecord(TABLE, key, record));
    return record;
  };

/**
 * Undefined where the store fails or is silent, which may be what there is to tell: people are told all the same, if twice when they are told again.
 */
export async function ifStoreAnswers<T>(
  log: Ports['log'],
  dictionary: string,
  work: () => Promise<T>,
  patienceMs = STORE_PATIENCE_MS,
): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    const said = `the store was silent for ${patienceMs} ms`;
    timer = setTimeout(() => {
      reject(new DaybreakError('STORE_UNREACHABLE', said, 'look whether it is up'));
    }, patienceMs);
  });
  try {
    return await Promise.race([work(), silence]);
  } catch (thrown) {
    const { code, message } = asDaybreakError(thrown);
    log.error({ dictionary, code }, `an alert is told without being kept: ${message}`);
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

async function send(
  { alerts, log }: Ports,
  { webhook, command }: { readonly webhook?: string | undefined; readonly command?: readonly string[] | undefined },
  raised: NightAlert,
): Promise<AlertOutcome[]> {
  const { dictionary, date, cause, deadlineMs, leftMs } = raised;
  const text = alertText(raised);
  const body = JSON.stringify({
    text,
    ...raised,
    ...(deadlineMs === undefined ? {} : { deadline: new Date(deadlineMs).toISOString() }),
    ...(leftMs === undefined ? {} : { minutesLeft: Math.round(leftMs / 60_000) }),
  });
  const ways: (readonly [AlertOutcome['way'], Promise<void>])[] = [
    ...(webhook === undefined ? [] : [['webhook', alerts.post(webhook, body, TIMEOUT_MS)] as const]),
    ...(command === undefined ? [] : [['command', alerts.run(command, body, TIMEOUT_MS)] as const]),
  ];
  return Promise.all(
    ways.map(async ([way, sending]): Promise<AlertOutcome> => {
      try {
        await sending;
        log.info({ dictionary, night: date, cause, way }, `told: ${text}`);
        return { way };
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown.message : String(thrown);
        log.error({ dictionary, night: date, cause, way, error }, `an alert did not arrive: ${text}`);
        return { way, error };
      }
    }),
  );
}
