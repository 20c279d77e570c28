// The pages of the simulated Notify: what was sent, as whoever gets it reads it; the templates to copy; what to get wrong.
// They stand for a person's letter box: nobody but the machine's own user may reach them, and no page may show the key.
import { html, type Markup } from '../kit/html.ts';
import { frame } from '../kit/pages.ts';
import { type NotifyTrouble, notifyFaults, notifyFaultWords } from './faults.ts';
import type { Template } from './requests.ts';
import type { Sent } from './sent.ts';

const title = 'GOV.UK Notify, simulated';
const names = { email: 'E-mail', sms: 'Text message', letter: 'Letter' } as const;
const languageNames = { en: 'English', cy: 'Welsh' } as const;

/** A line with its addresses as links. */
const linked = (line: string): Markup[] =>
  line
    .split(/(https?:\/\/[^\s]+)/)
    .map((part, index) =>
      index % 2 === 1 && URL.canParse(part) ? html`<a href="${part}">${part}</a>` : html`${part}`,
    );

/** Notify's few marks: `# ` for a heading, `* ` for a list, and an empty line between paragraphs. */
export function asRead(body: string): Markup[] {
  return body.split(/\n{2,}/).map((block) => {
    const lines = block.split('\n');
    const isList = lines.every((line) => line.startsWith('* '));
    if (isList)
      return html`<ul>${lines.map((line) => html`<li>${linked(line.slice(2))}</li>`)}</ul>
`;
    const [first = '', ...rest] = lines;
    if (!first.startsWith('# '))
      return html`<p>${linked(lines.join(' '))}</p>
`;
    return html`<h2>${linked(first.slice(2))}</h2>${rest.length > 0 ? html`<p>${linked(rest.join(' '))}</p>` : undefined}
`;
  });
}

export function listPage(sent: readonly Sent[], trouble: NotifyTrouble): string {
  const rows = sent.map(
    ({
      id,
      template,
      to,
      subject,
      body,
      createdAt,
    }) => html`<dt><a href="/messages/${id}" lang="${template.language}">${subject ?? body}</a></dt>
<dd>${names[template.channel]} to ${to[0]} at ${createdAt.slice(11, 19)}</dd>
`,
  );
  const body = html`<p>This stands in for GOV.UK Notify. Nothing leaves this machine: what would be sent is listed here, newest first.</p>
<p><a href="/templates">The templates</a>, to copy into your own account of Notify.</p>
<h2>Sent</h2>
${sent.length === 0 ? html`<p>Nothing yet.</p>` : html`<dl>${rows}</dl>`}
<h2>Making it go wrong</h2>
<p>Now: ${notifyFaultWords[trouble.fault]}${trouble.sticky ? ', until something else is chosen' : ''}.</p>
<form method="post" action="/simulator/fault">
<fieldset class="faults"><legend>What goes wrong with the next message</legend>
${notifyFaults.map(
  (
    fault,
  ) => html`<div class="choice"><input type="radio" name="fault" id="fault-${fault}" value="${fault}"${fault === trouble.fault ? html` checked` : undefined}>
<label for="fault-${fault}">${notifyFaultWords[fault]}</label></div>
`,
)}
<div class="choice"><input type="checkbox" name="sticky" id="sticky" value="yes"${trouble.sticky ? html` checked` : undefined}>
<label for="sticky">Until I choose something else</label></div>
</fieldset>
<button type="submit">Save</button>
</form>`;
  return frame(title, { title: 'What was sent', body });
}

export function messagePage({ template, to, subject, body, createdAt }: Sent): string {
  const { channel, language } = template;
  const address = channel === 'letter' ? to.map((line) => html`${line}<br>`) : html`${to[0]}`;
  const content = html`<div lang="en"><p><a href="/">What was sent</a></p>
<dl><dt>${names[channel]} to</dt><dd>${address}</dd><dt>At</dt><dd>${createdAt}</dd><dt>Language</dt><dd>${languageNames[language]}</dd></dl></div>
${asRead(body)}`;
  return frame(title, { title: subject ?? names[channel], body: content, locale: language });
}

export function templatesPage(templates: Iterable<Template>): string {
  const all = [...templates].map(
    ({ id, kind, channel, language, text }) => html`<h2>${kind}: ${names[channel]}, ${languageNames[language]}</h2>
<p>Here with the id <code>${id}</code>. Your own has another: write it into <code>notices.yaml</code>.</p>
<dl>${text.subject === undefined ? undefined : html`<dt>Subject</dt><dd lang="${language}">${text.subject}</dd>`}<dt>Message</dt>
<dd lang="${language}">${text.body.split('\n').map((line) => html`${line}<br>`)}</dd></dl>
`,
  );
  return frame(title, { title: 'Templates', body: html`<p><a href="/">What was sent</a></p>${all}` });
}

export const notFoundPage = (): string =>
  frame(title, { title: 'There is no such message', body: html`<p><a href="/">What was sent</a></p>` });
