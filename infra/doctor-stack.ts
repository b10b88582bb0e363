import { missing, ok, warning, type DoctorCheck } from './doctor-check.ts';
import { DaybreakError } from '../domain/errors.ts';
import { isPortFree, USUAL_PORTS } from './ports.ts';
import { stackStatus, type StackStatus } from './stack-status.ts';
import { temporalServes } from './temporal-answers.ts';

async function ports({ temporal, ui }: StackStatus): Promise<DoctorCheck> {
  const { grpc, ui: page } = USUAL_PORTS;
  const ours = [temporal, ui].map((address) => Number(address?.split(':').at(-1)));
  const said = await Promise.all(
    [grpc, page].map(async (port) => {
      if (ours.includes(port)) return `${port} used by this stack`;
      return (await isPortFree(port))
        ? `${port} free`
        : `${port} taken by another program, so the stack chooses another`;
    }),
  );
  return ok('ports', said.join('; '));
}

async function stack(status: StackStatus): Promise<DoctorCheck> {
  const { state, ui, processes, logs } = status;
  if (state === 'down') return ok('stack', 'down; a command that needs it starts it');
  if (state === 'died')
    return warning('stack', 'its supervisor was killed', 'run `npx daybreak down`, which cleans up after it');
  if (state !== 'up' || ui === null) return ok('stack', state);
  if (!(await temporalServes(ui))) return missing('stack', `up, but Temporal does not answer at ${ui}`, `read ${logs}`);
  const dead = processes.filter(({ alive }) => !alive).map(({ name }) => name);
  if (dead.length > 0) return warning('stack', `up, but ${dead.join(' and ')} is being started again`, `read ${logs}`);
  return ok('stack', `up, ${ui}`);
}

/** The local stack, as far as this home has one. */
export async function checkStack(home: string): Promise<DoctorCheck[]> {
  let status: StackStatus;
  try {
    status = stackStatus(home);
  } catch (error) {
    // a state folder that cannot be read is a finding, not a failure of the doctor
    if (error instanceof DaybreakError) return [missing('stack', error.message, error.next)];
    throw error;
  }
  return [await ports(status), await stack(status)];
}
