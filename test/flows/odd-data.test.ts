// N5: data that is odd to forms and ordinary to people gets in over the whole house, by every protocol, and arrives as it was. A surname is not
// cut, a second name is not asked for, a birthday is not doubted, a telephone of two is not one person, and nobody needs an e-mail address.
import { expect } from 'chai';
import * as client from 'openid-client';
import { type Personas, personasSchema } from '../../src/config/schema/personas.ts';
import { currentName, displayName } from '../../src/simulators/kit/people.ts';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import { shippedConfig } from '../support/shipped.ts';
import * as flow from './visits.ts';

const attributes = ['given_name', 'family_name', 'birthdate', 'email', 'phone_number'];
const local = { reaches: ['password' as const, 'second-factor' as const] };
type Provider = 'central' | 'nhs' | 'local';

/** Who is odd in what, and with which providers. */
const people: [what: string, persona: string, providers: readonly Provider[]][] = [
  ['one name only', 'suryanti', ['central', 'nhs', 'local']],
  ['several surnames, without a hyphen', 'simon-pemberton', ['central', 'nhs', 'local']],
  ['marks on letters, and a hyphen', 'zoe-nunez-hakansson', ['central', 'nhs', 'local']],
  ['an apostrophe and a small letter first', 'hannah-fairweather', ['central', 'nhs', 'local']],
  ['a birthday on 1 January', 'farhad-ahmadi', ['nhs', 'local']],
  ['a telephone shared with his wife', 'harold-whitlock', ['central', 'nhs', 'local']],
  ['a telephone shared with her husband', 'joan-whitlock', ['local']],
  ['no e-mail address', 'albert-thwaite', ['local']],
  ['no e-mail address and no mobile phone', 'margaret-whitcombe', ['local']],
];

/** The shipped people; those of the table have an account at the council too, and two have other names. */
function oddPeople({ people: all, staff }: Personas): Personas {
  const names: Record<string, Personas['people'][number]['names']> = {
    'simon-pemberton': [{ given: 'María José', family: 'García Márquez de la Cruz' }],
    'hannah-fairweather': [{ given: 'Siobhán d’Arcy', family: 'ó Dónaill' }],
  };
  const odd = new Set(people.map(([, persona]) => persona));
  return personasSchema.parse({
    people: all.map((one) => ({ ...one, names: names[one.id] ?? one.names, ...(odd.has(one.id) && { local }) })),
    staff,
  });
}

describe('flows: odd but ordinary data (N5)', () => {
  let house: House;
  let known: Personas['people'];
  before(async () => {
    const personas = oddPeople((await shippedConfig()).personas);
    known = personas.people;
    const proven = { attributes, minimumLevel: { identity: 'medium', authenticator: 'medium' } as const };
    const stated = { attributes, minimumLevel: { identity: 'none', authenticator: 'medium' } as const };
    house = await startHouse({ personas, services: { proven, stated } });
  });
  after(() => house.close());

  /** Signs in, sees the share page, agrees; what the service is told. */
  async function told(persona: string, provider: Provider) {
    const at = await flow.visit(house, provider === 'local' ? 'stated' : 'proven', createBrowser());
    const { asking, page } = await flow.arrive(at, { scope: 'openid profile email phone' });
    const there = await flow.press(at, page, { form: '/choice', fields: { provider } });
    let next = await flow.press(at, there, { form: '/simulator/continue', fields: { persona } });
    const posting = next.forms.find(({ fields }) => 'SAMLResponse' in fields);
    if (posting) next = await flow.press(at, next, { form: posting.action });
    if (pageOf(next) === 'question')
      next = await flow.press(at, next, { form: '/question', fields: { way: 'without' } });
    expect(pageOf(next), next.text).to.equal('share');
    const back = await flow.press(at, next, { form: '/share' });
    const { tokens, claims } = await flow.collected(at, asking, flow.answerIn(at, back));
    const person = await client.fetchUserInfo(at.party.configuration, tokens.access_token, claims.sub);
    return { share: next.text, person };
  }

  const subjects = new Map<string, string>();
  for (const [what, id, providers] of people)
    for (const provider of providers)
      it(`N5: ${what}: gets in by ${provider}, and arrives as it was`, async () => {
        const persona = known.find((one) => one.id === id) ?? expect.fail(id);
        const { share, person } = await told(id, provider);
        const { sub, given_name, family_name, birthdate, email, phone_number } = person;
        expect({ given_name, family_name }).to.deep.equal({
          ...{ given_name: undefined, family_name: undefined },
          ...currentName(persona),
        });
        expect(birthdate).to.equal(persona.birthDate);
        expect([email, phone_number]).to.deep.equal([persona.email, persona.phone]);
        // The person sees it in their own spelling before it goes.
        for (const part of displayName(persona).split(' ')) expect(share).to.include(part);
        if (provider === 'local') subjects.set(id, sub);
      });

  it('N5: one telephone does not make one person of two', () => {
    const couple = ['harold-whitlock', 'joan-whitlock'].map((id) => subjects.get(id));
    expect(couple).to.not.include(undefined);
    expect(new Set(couple).size).to.equal(2);
  });
});
