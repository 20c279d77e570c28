// Rules about what residents are told (notices.yaml). They run while the configuration is loaded.
// They must never let one template stand for two messages: a letter in the wrong language helps nobody.
import type { Draft } from '../config.ts';
import type { Finding } from '../problem.ts';
import type { Rule } from './rule.ts';

export const noticeRules: readonly Rule[] = [
  { name: 'a template of Notify says one thing in one language', needs: ['notices'], check: eachOnce },
];

function eachOnce({ notices }: Draft): Finding[] {
  const first = new Map<string, string>();
  const findings: Finding[] = [];
  for (const [kind, ways] of Object.entries(notices?.templates ?? {}))
    for (const [channel, ids] of Object.entries(ways))
      for (const [language, id] of Object.entries(ids)) {
        const before = first.get(id.toLowerCase());
        const place = `${kind}.${channel}.${language}`;
        if (before === undefined) first.set(id.toLowerCase(), place);
        else
          findings.push({
            file: 'notices.yaml',
            at: ['templates', kind, channel, language],
            message: `is the template of ${before} as well`,
            remedy: 'make a template of its own in Notify, and write its id here',
          });
      }
  return findings;
}
