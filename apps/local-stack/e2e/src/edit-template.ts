import type { Template } from '../../src/index.ts';

type Json = Record<string, unknown>;
type Edit = (template: Template) => Template;

/** Removes the statement with this id from every policy. */
export function withoutStatement(sid: string): Edit {
  return editEvery((value) =>
    Array.isArray(value['Statement'])
      ? { ...value, Statement: value['Statement'].filter((each: Json) => each['Sid'] !== sid) }
      : value,
  );
}

/** Removes EventBridge's permission from every queue policy. */
export function withoutEventPermission(): Edit {
  return editEvery((value) =>
    Array.isArray(value['Statement'])
      ? { ...value, Statement: value['Statement'].filter((each: Json) => !isForEvents(each)) }
      : value,
  );
}

/** Changes the functions' environment; `undefined` removes a variable. */
export function withEnvironment(changes: Readonly<Record<string, string | undefined>>): Edit {
  return editEvery((value) => {
    if (!('Variables' in value)) return value;
    const variables = Object.entries({ ...(value['Variables'] as Json), ...changes });
    return {
      ...value,
      Variables: Object.fromEntries(variables.filter(([, each]) => each !== undefined)),
    };
  });
}

function isForEvents({ Principal }: Json): boolean {
  return JSON.stringify(Principal ?? '').includes('events.amazonaws.com');
}

/** Every object of the template, innermost first. */
function editEvery(edit: (value: Json) => Json): Edit {
  return (template) =>
    JSON.parse(JSON.stringify(template), (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? edit(value as Json)
        : value,
    ) as Template;
}
