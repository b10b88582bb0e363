import { openLogger } from '../../workers/logger.ts';

// Logs, and says on standard output that it is still there.
const log = openLogger('test');
log.info('a line');
await new Promise((turn) => setImmediate(turn));
log.info('another line');
await new Promise((turn) => setImmediate(turn));
process.stdout.write('went on');
