// What would happen: a service asks, a provider says a word, the service sees something. The same functions as in a sign-in, without one.
// Pure; the command and the page ask here. It must never know a rule of its own: what it says is what a sign-in would do.
import { allowedFor, askOf } from '../choice/eligible.ts';
import type { AssuranceConfig, Vocabulary } from '../config/schema/assurance.ts';
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Service } from '../config/schema/services.ts';
import { levelsFor } from '../registry/life.ts';
import type { Acr } from './acr.ts';
import { type Asked, readAsked, satisfied, wantedLevels } from './ask.ts';
import { type Grade, grade } from './grade.ts';
import type { Level } from './level.ts';
import { spelling, type Words } from './vocabulary.ts';

export interface Question {
  service: Service;
  provider: IdentityProvider;
  /** The provider's word. */
  says: string;
  /** What the service asks for, as asked/ask.ts reads it. */
  asked: Asked;
}

/** What a service asks for when its request names no level: by One Login's dialect, two factors. */
export function askedByDefault(service: Service, acr: Acr, vectors: readonly string[]): Asked {
  const usual = service.dialect === 'one-login' ? { vtr: '["Cl.Cm"]' } : {};
  return readAsked(usual, acr, service.minimumLevel, service.vectors ?? vectors);
}

export interface Explanation {
  /** What would be asked of the provider; undefined where it is not offered for this. */
  sent?: Words;
  /** The row of the table, used or not. */
  row?: Vocabulary['says'][number];
  grade: Grade;
  /** What the service sees in its token. */
  sees?: { acr: string; vot: string };
  /** Why it does not, in a closed word. */
  why: 'met' | 'not-offered' | 'row-is-off' | Exclude<Grade, { kind: 'graded' }>['why'];
}

/** Walks one answer through the table. */
export function explain(question: Question, assurance: AssuranceConfig, acr: Acr): Explanation {
  const { service, provider, says, asked } = question;
  const vocabulary = assurance.vocabularies[provider.vocabulary];
  if (!vocabulary) throw new Error(`no vocabulary ${provider.vocabulary}`);
  const accredited = levelsFor(provider, service.id);
  const word = spelling(vocabulary.grammar, says);
  const row = vocabulary.says.find((one) => spelling(vocabulary.grammar, one.word) === word);
  const sent = allowedFor(provider, service) ? askOf(vocabulary, accredited, wantedLevels(asked)) : undefined;
  const graded = grade({ vocabulary, says, asked: asked.floor, accredited });
  const common = { ...(sent && { sent }), ...(row && { row }), grade: graded };
  if (graded.kind === 'refused') {
    return { ...common, why: row?.off && graded.why === 'unknown-word' ? 'row-is-off' : graded.why };
  }
  const met = satisfied(asked, graded.level);
  if (!met) return { ...common, why: 'lower-than-asked' };
  if (!sent) return { ...common, why: 'not-offered' };
  return { ...common, sees: { acr: met.acr, vot: acr.vectorOf(graded.level) }, why: 'met' };
}

/** A row of the table that services are shown: a provider's word, what it is worth, and what a service reads. */
export interface TableRow {
  word: string;
  level: Level;
  qualifiers: readonly string[];
  status: string;
  acr: string;
  vot: string;
  /** The request parameters that ask for this level, where any do. */
  asks: Readonly<Record<string, string>> | undefined;
}

/** Every word of a provider that is in use and that it is accredited for, in the table's order. */
export function tableOf(provider: IdentityProvider, assurance: AssuranceConfig, acr: Acr): TableRow[] {
  const vocabulary = assurance.vocabularies[provider.vocabulary];
  const accredited = levelsFor({ ...provider, onboarding: [] }, '');
  const rows = vocabulary?.says ?? [];
  return rows.flatMap(({ word, qualifiers, status }) => {
    const graded = vocabulary && grade({ vocabulary, says: word, asked: nothingAsked, accredited });
    if (graded?.kind !== 'graded') return [];
    const { level } = graded;
    const asks = askOf(vocabulary, accredited, [level])?.send;
    return [{ word, level, qualifiers, status, acr: acr.uriOf(level), vot: acr.vectorOf(level), asks }];
  });
}

const nothingAsked: Level = { identity: 'none', authenticator: 'none' };
