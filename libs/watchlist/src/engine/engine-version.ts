/**
 * Of all that decides how values are filed: tables of look-alikes, budgets, the layout of the index, the fields of a rule. A
 * compiled file of another version is refused. A spec derives it, and tells what to write here after a change.
 */
export const ENGINE_VERSION = 'b9ddbd289b6386984c8e81010fb94fdb';
