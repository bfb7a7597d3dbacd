/** Severities have the colours of their boxes in the pictures. */
export const REPORT_STYLE = `
:root { --ground: #f6f7f9; --card: #fff; --ink: #1b1f24; --faint: #5c6670; --line: #d9dee4; --mark: #fff1b8 }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14171a; --card: #1e2226; --ink: #e6e9ec; --faint: #9aa5b0; --line: #343a41; --mark: #5a4a12 }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
h1 { margin: 0; font-size: 1.6rem }
h2 { margin: 2rem 0 .5rem; font-size: 1.2rem }
h3 { margin: 0; padding: .6rem 1rem; border-bottom: 1px solid var(--line); font: 600 .95rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere }
p { margin: .4rem 0 }
code { font-size: .9rem; overflow-wrap: anywhere }
.note { color: var(--faint); font-size: .9rem }
.tiles { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; padding: 0; list-style: none }
.tiles li { padding: .6rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); color: var(--faint) }
.tiles b { display: block; color: var(--ink); font-size: 1.5rem; line-height: 1.2 }
article { margin: 0 0 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); break-inside: avoid }
.card { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1rem; padding: 1rem }
@media (max-width: 48rem) { .card { grid-template-columns: minmax(0, 1fr) } }
.pictures { display: flex; flex-wrap: wrap; align-items: start; gap: .75rem }
figure { flex: 1 1 15rem; margin: 0 }
img { display: block; max-width: 100%; max-height: 28rem; border: 1px solid var(--line); border-radius: .25rem }
figcaption { color: var(--faint); font-size: .85rem }
.matches { margin: 0; padding: 0; list-style: none }
.matches li { margin-bottom: .75rem; overflow-wrap: anywhere }
mark { padding: .05rem .3rem; border-radius: .2rem; background: var(--mark); color: inherit; font-weight: 600 }
.badge { padding: .05rem .45rem; border-radius: 1rem; background: var(--faint); color: #fff; font-size: .8rem }
.low { background: #0e7490 } .medium { background: #b45309 } .high { background: #dc2626 } .critical { background: #a21caf }
summary { cursor: pointer; color: var(--faint); font-size: .9rem }
pre { margin: .5rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; font: .85rem/1.5 ui-monospace, monospace }
@media print { body { background: #fff } }
`;
