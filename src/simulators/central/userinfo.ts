// What One Login's userinfo endpoint tells: contact details by scope, and what was proven by claim.
// Nothing about the person's identity leaves here unless identity was asked for and proven.
import type { Persona, PersonaAddress } from '../../config/schema/personas.ts';
import { subjectSaid } from '../kit/bearer.ts';
import type { House, Session } from '../kit/dialect.ts';
import { emailClaims, phoneClaims } from '../kit/people.ts';
import { vocabulary } from './claims.ts';
import { coreIdentity } from './core-identity.ts';
import { asksIdentity } from './vectors.ts';

/** The code for "did not reach the level"; services are told letters without their meaning. */
const failed = [{ code: 'A' }];

export async function centralUserinfo(
  house: House,
  session: Session,
  person: Persona,
): Promise<Record<string, unknown>> {
  const { scopes, claims, levels } = session.authorization;
  const asked = (name: string) => levels.some(asksIdentity) && claims.includes(name);
  const proven = (name: string) => session.proven && asked(name);
  return {
    sub: subjectSaid(session),
    ...(scopes.includes('email') ? emailClaims(person) : {}),
    ...(scopes.includes('phone') ? phoneClaims(person) : {}),
    ...(proven(vocabulary.coreIdentity)
      ? { [vocabulary.coreIdentity]: await coreIdentity(house, session, person) }
      : {}),
    ...(proven(vocabulary.address) ? { [vocabulary.address]: person.addresses.map(postalAddress) } : {}),
    ...(asked(vocabulary.returnCode) ? { [vocabulary.returnCode]: session.proven ? [] : failed } : {}),
  };
}

function postalAddress({ flat, building, number, street, town, postcode, uprn, from, until }: PersonaAddress) {
  return {
    uprn: Number(uprn),
    ...(flat === undefined ? {} : { subBuildingName: flat }),
    ...(building === undefined ? {} : { buildingName: building }),
    ...(number === undefined ? {} : { buildingNumber: number }),
    streetName: street,
    addressLocality: town,
    postalCode: postcode,
    addressCountry: 'GB',
    ...(from === undefined ? {} : { validFrom: from }),
    ...(until === undefined ? {} : { validUntil: until }),
  };
}
