/**
 * Of all that decides how values are filed: tables of look-alikes, budgets, the layout of the index, the fields of a rule. A
 * compiled file of another version is refused. A spec derives it, and tells what to write here after a change.
 */
export const ENGINE_VERSION = '68ee5d73569a7920e0b74beba432e4e3';
