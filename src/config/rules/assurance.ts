// Rules about levels (assurance.yaml). They run while the configuration is loaded, so that grading may trust its table.
// They must never let a table through that makes a level higher on its way in or out.
import { createAcr, isVector } from '../../assurance/acr.ts';
import { atLeast, effective, type Level, sameLevel } from '../../assurance/level.ts';
import { spelling, wordLevel, wordsIn } from '../../assurance/vocabulary.ts';
import type { Draft } from '../config.ts';
import { type Finding, oneOf, type Place } from '../problem.ts';
import type { Vocabulary } from '../schema/assurance.ts';
import type { Rule } from './rule.ts';

const found = (at: Place, message: string, remedy: string): Finding => ({
  file: 'assurance.yaml',
  at,
  message,
  remedy,
});

type Complaint = [at: Place, message: string, remedy: string];

/** A rule that looks at one vocabulary at a time; its places count from the vocabulary. */
function vocabularyRule(name: string, look: (vocabulary: Vocabulary) => Complaint[]): Rule {
  return {
    name,
    needs: ['assurance'],
    check: ({ assurance }) =>
      Object.entries(assurance.vocabularies).flatMap(([id, vocabulary]) =>
        look(vocabulary).map(([at, ...rest]) => found(['vocabularies', id, ...at], ...rest)),
      ),
  };
}

export const assuranceRules: readonly Rule[] = [
  vocabularyRule('asks are listed weakest first', asksWeakestFirst),
  vocabularyRule('what is asked for can be answered', asksAnswerable),
  vocabularyRule('an ask does not round up', asksDoNotRoundUp),
  vocabularyRule('a word is listed once', wordsOnce),
  vocabularyRule('more components never mean less', wordsMonotone),
  vocabularyRule('no row is above the most that its words can mean', rowsWithinMost),
  { name: 'a word is worth no more than services read in it', needs: ['assurance'], check: wordsAsServicesReadThem },
  { name: 'more components of an acr name never mean less', needs: ['assurance'], check: acrMonotone },
  { name: 'acr names are distinct', needs: ['hub', 'assurance'], check: acrNamesDistinct },
  { name: 'vectors for services are acr names', needs: ['assurance'], check: vectorsNamed },
];

const text = ({ identity, authenticator }: Level): string => `(${identity}, ${authenticator})`;

function asksWeakestFirst({ asks }: Vocabulary): Complaint[] {
  return asks.flatMap(({ level }, index) => {
    const above = asks.slice(0, index).find((earlier) => atLeast(earlier.level, level));
    if (!above) return [];
    const message = `asks for ${text(level)} after ${text(above.level)}, so it would never be used`;
    return [[['asks', index, 'level'], message, 'list the weaker ask first, and each level once'] as Complaint];
  });
}

function asksAnswerable({ asks, says }: Vocabulary): Complaint[] {
  const given = says.filter(({ off }) => !off).map(({ level }) => effective(level));
  return asks.flatMap(({ level }, index) => {
    if (given.some((answer) => sameLevel(answer, level))) return [];
    const message = `${text(level)} is no level that any word under says gives`;
    const remedy = `ask for one of: ${[...new Set(given.map(text))].join(', ')}; or switch a word on that gives it`;
    return [[['asks', index, 'level'], message, remedy] as Complaint];
  });
}

/** Every vector that an ask accepts as an answer must be worth at least what the ask is said to be worth. */
function asksDoNotRoundUp(vocabulary: Vocabulary): Complaint[] {
  return vocabulary.asks.flatMap(({ level, send, alternatives = '' }, index) => {
    const lower = wordsIn(send[alternatives] ?? '').filter((word) => {
      const worth = wordLevel(vocabulary, word);
      return !worth || !atLeast(effective(worth.level), level);
    });
    if (lower.length > 0) {
      const message = `accepts ${lower.join(' and ')}, which is not worth ${text(level)}`;
      const remedy = 'take it out, or list it under says with what it is worth';
      return [[['asks', index, 'send', alternatives], message, remedy] as Complaint];
    }
    const vectors = parseVectors(send.vtr);
    if (!vectors) {
      return [
        [['asks', index, 'send', 'vtr'], 'is not a JSON array of texts', `write it like '["Cl.Cm"]'`] as Complaint,
      ];
    }
    return vectors.flatMap((vector) => {
      const worth = wordLevel(vocabulary, vector);
      if (worth && atLeast(effective(worth.level), level)) return [];
      const message = worth
        ? `accepts ${vector}, which gives ${text(effective(worth.level))} and not ${text(level)}`
        : `accepts ${vector}, which is not among the words under says`;
      return [[['asks', index, 'send', 'vtr'], message, 'take it out, or lower the level of this ask'] as Complaint];
    });
  });
}

function parseVectors(vtr: string | undefined): string[] | undefined {
  if (vtr === undefined) return [];
  try {
    const value: unknown = JSON.parse(vtr);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

function wordsOnce({ grammar, says }: Vocabulary): Complaint[] {
  const words = says.map(({ word }) => spelling(grammar, word));
  return words.flatMap((word, index) =>
    words.indexOf(word) === index
      ? []
      : [[['says', index, 'word'], 'is listed before, perhaps in another order', 'keep one row a word'] as Complaint],
  );
}

function wordsMonotone({ grammar, says }: Vocabulary): Complaint[] {
  if (grammar !== 'vector') return [];
  const rows = says.map((row, index) => ({ ...row, at: ['says', index, 'level'] })).filter(({ off }) => !off);
  return lesserForMore(rows);
}

function acrMonotone({ assurance }: Draft): Finding[] {
  const vectors = Object.entries(assurance.acr).filter(([name]) => isVector(name));
  return lesserForMore(vectors.map(([word, level]) => ({ word, level, at: ['acr', word] }))).map((complaint) =>
    found(...complaint),
  );
}

/** Vectors that say all that another one says, and are worth less. */
function lesserForMore(rows: readonly { word: string; level: Level; at: Place }[]): Complaint[] {
  return rows.flatMap(({ word, level, at }) => {
    const parts = word.split('.');
    const within = rows.find((other) => {
      const others = other.word.split('.');
      const contained = others.length < parts.length && others.every((part) => parts.includes(part));
      return contained && !atLeast(level, other.level);
    });
    if (!within) return [];
    const message = `${word} says all that ${within.word} says, and is worth less`;
    return [[at, message, 'make it at least as high on both scales, or lower the other'] as Complaint];
  });
}

function rowsWithinMost({ says, most }: Vocabulary): Complaint[] {
  if (!most) return [];
  return says.flatMap(({ word, level, off }, index) => {
    if (off || atLeast(most, level)) return [];
    const message = `rounds ${word} up to ${text(level)}: these words never mean more than ${text(most)}`;
    return [[['says', index, 'level'], message, 'lower it to what the provider documents'] as Complaint];
  });
}

/** A service that sees a name in its token takes it for what the table under acr says: a provider's equal word may not be worth more. */
function wordsAsServicesReadThem({ assurance }: Draft): Finding[] {
  const names = Object.entries(assurance.acr);
  return Object.entries(assurance.vocabularies).flatMap(([id, { says, grammar }]) =>
    says.flatMap(({ word, level, off }, index) => {
      const read = names.find(([name]) => spelling(grammar, name) === spelling(grammar, word))?.[1];
      if (off || !read || atLeast(read, level)) return [];
      const message = `rounds ${word} up to ${text(level)}, which services read as ${text(read)}`;
      return [found(['vocabularies', id, 'says', index, 'level'], message, 'lower it, or raise the name under acr')];
    }),
  );
}

function acrNamesDistinct({ hub, assurance }: Draft): Finding[] {
  if (!hub) return [];
  const own = createAcr(hub.issuer, { ...assurance, acr: {} });
  const seen = new Set<string>();
  return Object.keys(assurance.acr).flatMap((name) => {
    const spelled = isVector(name) ? spelling('vector', name) : name;
    const taken = name.startsWith(`${own.base}/`) || seen.has(spelled);
    seen.add(spelled);
    if (/\s/.test(name))
      return [found(['acr', name], 'has a space in it', 'acr_values separates names by spaces: use none')];
    return taken ? [found(['acr', name], 'names a level that already has this name', 'take it out or rename it')] : [];
  });
}

function vectorsNamed({ assurance }: Draft): Finding[] {
  const names = Object.keys(assurance.acr).filter(isVector);
  return assurance.vtr.flatMap((vector, index) =>
    names.includes(vector) ? [] : [found(['vtr', index], `${vector} is not a vector under acr`, oneOf(vector, names))],
  );
}
