/**
 * Of all that decides how values are filed: tables of look-alikes, budgets, the layout of the index, the fields of a rule. A
 * compiled file of another version is refused. A spec derives it, and tells what to write here after a change.
 */
export const ENGINE_VERSION = '4602d0865f403b3b50f8d1a0647841e1';
