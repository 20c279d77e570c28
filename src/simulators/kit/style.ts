// The one style sheet of all simulated providers: plain, readable, and unlike any real service.

export const style = `
:root { color-scheme: light; --ink: #1b1f24; --quiet: #4a5159; --line: #6b7480; --accent: #3d2c8d; --paper: #fff; --note: #fff4c2; }
* { box-sizing: border-box; }
body { margin: 0; background: #f3f4f6; color: var(--ink); font: 1.125rem/1.5 system-ui, sans-serif; }
a { color: var(--accent); }
header { background: var(--accent); color: #fff; }
header p, .note p, main { max-width: 46rem; margin: 0 auto; padding: .9rem 1rem; }
header p { font-weight: 700; }
.note { background: var(--note); border-bottom: 2px solid #8a6d00; }
main { background: var(--paper); padding-bottom: 3rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 1rem 0; }
h2, legend { font-size: 1.25rem; font-weight: 700; }
fieldset { border: 0; margin: 0 0 1.5rem; padding: 0; min-width: 0; }
legend { padding: 0; margin-bottom: .5rem; }
.choice { display: flex; gap: .75rem; align-items: flex-start; padding: .6rem 0; border-bottom: 1px solid #d5d9de; }
.choice input { flex: none; width: 1.75rem; height: 1.75rem; margin: 0; accent-color: var(--accent); }
.choice label { display: block; font-weight: 600; min-height: 1.75rem; }
.hint { color: var(--quiet); font-size: 1rem; margin: .15rem 0 0; }
.faults .choice { border: 0; padding: .3rem 0; }
.faults label { font-weight: 400; }
summary { font-weight: 700; padding: .6rem 0; min-height: 2.75rem; cursor: pointer; }
select { font: inherit; padding: .5rem; min-height: 2.75rem; max-width: 100%; border: 2px solid var(--line); background: #fff; color: inherit; }
.field { margin: 0 0 1.5rem; }
.field label { display: block; font-weight: 700; margin-bottom: .35rem; }
button { font: inherit; font-weight: 700; color: #fff; background: var(--accent); border: 0; border-radius: .25rem; padding: .7rem 1.5rem; min-height: 2.75rem; cursor: pointer; }
:focus-visible { outline: .25rem solid #ffb000; outline-offset: .125rem; box-shadow: 0 0 0 .125rem #1b1f24; }
.missing .name { font-weight: 600; margin: 0; }
.missing { padding-left: 2.5rem; }
.field input { font: inherit; padding: .5rem; min-height: 2.75rem; width: 100%; max-width: 24rem; border: 2px solid var(--line); background: #fff; color: inherit; }
.field input.code { max-width: 10rem; letter-spacing: .1em; }
.channel { border: 3px dashed #8a6d00; background: var(--note); padding: .25rem 1rem .75rem; margin: 1.5rem 0; }
.channel strong { white-space: nowrap; font-size: 1.25rem; }
button.quiet { color: var(--accent); background: #fff; border: 2px solid var(--accent); font-weight: 400; }
form { margin-bottom: 1rem; }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; }
main p a { display: inline-block; padding: .15rem 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 700; }
th, td { border: 1px solid var(--line); padding: .2rem .1rem; text-align: center; font-size: 1rem; }
.problem { border: .25rem solid #b3261e; padding: .5rem 1rem; margin: 1rem 0; }
dt { font-weight: 700; }
dd { margin: 0 0 .9rem; }
code { overflow-wrap: anywhere; }
`;
