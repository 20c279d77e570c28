// Fuzz of SAML answers: honest ones, changed in any way. Either the answer is refused, or it says what the honest one said, to the letter.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Assertion } from '../../../src/connectors/contract.ts';
import { publicKeyOf } from '../../../src/simulators/local/service-providers.ts';
import { encryptAssertion } from '../../../src/simulators/local/sign.ts';
import { answer, attacker, judge, keys, type Recipe, replyOf, verdict, victim } from '../../connectors/saml/forge.ts';
import { fuzz } from '../run.ts';
import { sometimes, spoils, spoilt } from './text.ts';
import { type Change, changed, changes } from './xml.ts';

const recipes: Record<string, Recipe> = {
  assertion: {},
  response: { signs: 'response' },
  both: { signs: 'both' },
  encrypted: { encrypt: true },
  'encrypted in a signed response': { signs: 'both', encrypt: true },
};
const encodings = ['utf8', 'utf16le', 'latin1', 'bom', 'doctype', 'declared', 'twice', 'cut'] as const;

interface Input {
  recipe: string;
  changes: Change[];
  /** The changed answer is encrypted for the hub, as anybody can. */
  encrypt: boolean;
  spoil: readonly (readonly [number, number, string])[] | undefined;
  encoding: (typeof encodings)[number];
  cut: number;
}

const inputs: fc.Arbitrary<Input> = fc.record({
  recipe: fc.constantFrom(...Object.keys(recipes)),
  changes,
  encrypt: fc.oneof({ arbitrary: fc.constant(false), weight: 3 }, { arbitrary: fc.constant(true), weight: 1 }),
  spoil: sometimes(spoils),
  encoding: fc.oneof({ arbitrary: fc.constant('utf8' as const), weight: 12 }, fc.constantFrom(...encodings)),
  cut: fc.nat(),
});

/** Somebody else, with other details, at a higher level. */
const corrupt = (text: string): string =>
  text
    .replaceAll(victim, attacker)
    .replaceAll('Bel', 'Evil')
    .replaceAll('1950', '1990')
    .replaceAll('PasswordProtectedTransport', 'TimeSyncToken');

const doctype =
  '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>';

function encoded(xml: string, { encoding, cut }: Input): string | Buffer {
  switch (encoding) {
    case 'utf16le':
    case 'latin1':
      return Buffer.from(
        `<?xml version="1.0" encoding="${encoding === 'latin1' ? 'ISO-8859-1' : 'UTF-16'}"?>${xml}`,
        encoding,
      );
    case 'bom':
      return `\uFEFF${xml}`;
    case 'doctype':
      return doctype + xml.replace(victim, '&c;');
    case 'declared':
      return `<?xml version="1.1" encoding="UTF-7"?>${xml}`;
    case 'twice':
      return xml + xml;
    case 'cut':
      return xml.slice(0, cut % xml.length);
    default:
      return xml;
  }
}

export const samlFuzz = fuzz<Input>({
  name: 'saml',
  share: 1,
  async open(met) {
    const honest = new Map<string, { xml: string; said: Assertion }>();
    for (const [name, recipe] of Object.entries(recipes)) {
      const xml = await answer(recipe);
      const outcome = await judge(xml);
      if (outcome.kind !== 'authenticated') throw new Error(`${name}: ${verdict(outcome)}`);
      honest.set(name, { xml, said: outcome.assertion });
    }
    const forHub = { certificatePem: keys.hub.certificatePem, publicKeyPem: publicKeyOf(keys.hub.certificate) };
    return {
      arbitrary: inputs,
      async attempt(input, measured) {
        const { xml, said } = honest.get(input.recipe) ?? { xml: '' };
        const other = changed(xml, input.changes, corrupt);
        const closed =
          input.encrypt && other.includes('<saml:Assertion')
            ? await encryptAssertion(other, forHub).catch(() => other)
            : other;
        const text = input.spoil ? spoilt(closed, input.spoil) : closed;
        const { fields } = replyOf(encoded(text, input));
        const outcome = await measured(() => judge(text, { reply: { fields } }));
        met(verdict(outcome));
        if (outcome.kind === 'authenticated' && !isDeepStrictEqual(outcome.assertion, said))
          throw new Error(`accepted ${JSON.stringify(outcome.assertion)} for ${JSON.stringify(said)}: ${text}`);
      },
      close: async () => undefined,
    };
  },
});
