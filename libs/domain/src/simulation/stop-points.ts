import { type Call, type Fault, nameOf } from './fault.ts';
import type { Plan } from './process.ts';
import { violationsIn } from './violations.ts';
import type { World } from './world.ts';

/** The call at which a process is stopped, and how. */
export interface Stop {
  readonly index: number;
  readonly fault: Fault;
}

export function stopsAt(calls: readonly Call[], faults: (call: Call) => Fault[]): Stop[] {
  return calls.flatMap((call) => faults(call).map((fault) => ({ index: call.index, fault })));
}

export function planOf(stop: Stop | undefined): Plan {
  return ({ index }) => (index === stop?.index ? stop.fault : undefined);
}

/** Fails with the stops when something is violated. */
export async function expectNoViolation(world: World, stops: readonly Stop[]): Promise<void> {
  const violations = await violationsIn(world);
  if (violations.length === 0) return;
  const where = stops.map(({ index, fault }) => `call ${index} ${nameOf(fault)}`).join(', then ');
  throw new Error(`${where}: ${violations.join('; ')}`);
}
