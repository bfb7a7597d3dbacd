import type { Graph, Step } from './graph.ts';

export function producer({ steps }: Graph, name: string | undefined): Step | undefined {
  return steps.find(({ outputs }) => outputs[0] === name);
}

export function consumers({ steps }: Graph, name: string | undefined): Step[] {
  return steps.filter(({ inputs }) => name !== undefined && inputs.includes(name));
}

/** The value of a one-element constant. */
export function scalar({ constants }: Graph, name: string | undefined): number | undefined {
  const constant = constants.get(name ?? '');
  return constant?.values.length === 1 ? constant.values[0] : undefined;
}

/** Inserts the new steps at the position of the last old one, so that their inputs precede them. */
export function replace(graph: Graph, old: readonly Step[], steps: readonly Step[]): void {
  const last = Math.max(...old.map((step) => graph.steps.indexOf(step)));
  graph.steps = [
    ...graph.steps.slice(0, last + 1),
    ...steps,
    ...graph.steps.slice(last + 1),
  ].filter((step) => !old.includes(step));
}
