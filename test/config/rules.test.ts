import { expect } from 'chai';
import { rules } from '../../src/config/rules.ts';
import { changedFolder, copyFolder, type Files, problemsOf } from './folder.ts';

interface Broken {
  /** Name of the rule that has to speak, and no other. */
  rule: string;
  breaks: (files: Files) => void;
  place: string;
  says: RegExp;
}

const medium = { identity: 'medium', authenticator: 'medium' };
const factors = { identity: 'none', authenticator: 'medium' };

const table: Broken[] = [
  {
    rule: 'ages have a birth date to be worked out from',
    breaks: ({ attributes }) => (attributes.attributes.birthdate.kind = 'text'),
    place: 'attributes.yaml attributes',
    says: /kind: date/,
  },
  {
    rule: 'no provider vouches for an age',
    breaks: ({ 'identity-providers': { providers } }) => providers.local.attributes.push('age_band'),
    place: 'identity-providers.yaml providers.local.attributes[7]',
    says: /worked out by the hub → take it out/,
  },
  {
    rule: 'a parent’s authority is asked for children only',
    breaks: ({ services }) =>
      (services.services['bin-collection'].ages = {
        '13-15': 'require-parental-authority',
        '65+': 'require-parental-authority',
      }),
    place: 'services.yaml services.bin-collection.ages."65+"',
    says: /an adult → use officer-review/,
  },
  {
    rule: 'a parent’s authority is asked for children only',
    breaks: ({ services }) => (services.services['bin-collection'].ages = { unknown: 'require-parental-authority' }),
    place: 'services.yaml services.bin-collection.ages.unknown',
    says: /may be an adult/,
  },
  {
    rule: 'a service lets somebody in by themselves',
    breaks: ({ services }) =>
      (services.services['bin-collection'].ages = Object.fromEntries(
        ['0-12', '13-15', '16-17', '18-64', '65+'].map((band) => [band, 'officer-review']),
      )),
    place: 'services.yaml services.bin-collection.ages',
    says: /allow at least one/,
  },
  {
    rule: 'a service that has to sign its requests has keys',
    breaks: ({ services }) => {
      const { jwksFile: _none, ...rest } = services.services['bin-collection'];
      const secretHash = `sha256:${'a'.repeat(43)}`;
      services.services['bin-collection'] = {
        ...rest,
        authentication: 'client_secret_basic',
        secretHash,
        requests: 'signed',
      };
    },
    place: 'services.yaml services.bin-collection.requests',
    says: /add jwksFile or jwksUri/,
  },
  {
    rule: 'the ids of the hub’s own pages are not a service’s',
    breaks: ({ services }) =>
      (services.services['gatehouse-staff'] = {
        ...services.services['council-tax'],
        redirectUris: ['http://localhost:3001/other/signed-in'],
      }),
    place: 'services.yaml services.gatehouse-staff',
    says: /give the service another id/,
  },
  {
    rule: 'whoever runs the hub is an organisation',
    breaks: ({ hub }) => (hub.operator = 'exampelton'),
    place: 'hub.yaml operator',
    says: /did you mean exampleton\?/,
  },
  {
    rule: 'a service’s organisation exists',
    breaks: ({ services }) => (services.services['council-tax'].organisation = 'exampelton'),
    place: 'services.yaml services.council-tax.organisation',
    says: /did you mean exampleton\?/,
  },
  {
    rule: 'a service’s attributes exist',
    breaks: ({ services }) => (services.services['bin-collection'].attributes = ['email', 'emial']),
    place: 'services.yaml services.bin-collection.attributes[1]',
    says: /did you mean email\?/,
  },
  {
    rule: 'a service’s allowed providers exist',
    breaks: ({ services }) => (services.services['bin-collection'].providers = ['central', 'bank']),
    place: 'services.yaml services.bin-collection.providers[1]',
    says: /bank is not in identity-providers.yaml → use one of: central, nhs, local, scotland, staff/,
  },
  {
    rule: 'some provider reaches a service’s minimum level',
    breaks: ({ services }) => (services.services['parking-permit'].minimumLevel.identity = 'high'),
    place: 'services.yaml services.parking-permit.minimumLevel',
    says: /lower it, or allow or enable a provider/,
  },
  {
    rule: 'some provider reaches a service’s minimum level',
    breaks: ({ services }) => (services.services['parking-permit'].providers = ['staff']),
    place: 'services.yaml services.parking-permit.minimumLevel',
    says: /more than any provider that is allowed/,
  },
  {
    rule: 'acting for somebody is short-lived',
    breaks: ({ hub, services }) => {
      hub.lifetimes.accessToken = 901;
      delete services.services['school-place'].actingFor;
    },
    place: 'services.yaml services.council-tax.actingFor',
    says: /900 seconds at most/,
  },
  {
    rule: 'acting for somebody is short-lived',
    breaks: ({ services }) => (services.services['council-tax'].dialect = 'one-login'),
    place: 'services.yaml services.council-tax.actingFor',
    says: /One Login’s dialect/,
  },
  {
    rule: 'an officer’s check is spoken of where it can count',
    breaks({ services, 'identity-providers': { providers } }) {
      const high = { identity: 'high', authenticator: 'high' };
      Object.assign(providers.local, { vocabulary: 'eidas', accreditedLevels: [high] });
      Object.assign(services.services['council-tax'], { vouching: false, minimumLevel: high });
    },
    place: 'services.yaml services.council-tax.vouching',
    says: /never reach identity high/,
  },
  {
    rule: 'a service’s vectors can be asked for',
    breaks: ({ services }) => (services.services['council-tax'].vectors = ['Cl.Cm', 'Cl.Cm.P9']),
    place: 'services.yaml services.council-tax.vectors[1]',
    says: /Cl\.Cm\.P9 is not under vtr/,
  },
  {
    rule: 'a service’s vectors can be asked for',
    breaks: ({ services }) =>
      Object.assign(services.services['bin-collection'], { vectors: ['Cl'], dialect: 'one-login' }),
    place: 'services.yaml services.bin-collection.vectors',
    says: /lacks Cl\.Cm/,
  },
  {
    rule: 'a redirect URI belongs to one service',
    breaks: ({ services: { services } }) =>
      (services['council-tax'].redirectUris = [...services['bin-collection'].redirectUris]),
    place: 'services.yaml services.council-tax.redirectUris[0]',
    says: /already a redirect URI of bin-collection/,
  },
  {
    rule: 'redirect URIs are exact',
    breaks: ({ services }) => (services.services['council-tax'].redirectUris[0] += '/*'),
    place: 'services.yaml services.council-tax.redirectUris[0]',
    says: /wildcard/,
  },
  {
    rule: 'redirect URIs are exact',
    breaks: ({ services }) => services.services['council-tax'].postLogoutRedirectUris.push('https://me@example.org/'),
    place: 'services.yaml services.council-tax.postLogoutRedirectUris[1]',
    says: /user name/,
  },
  {
    rule: 'a matcher’s question is about a known attribute',
    breaks: ({ services }) =>
      (services.services['council-tax'].matcher = {
        url: 'http://127.0.0.1:3001/match',
        question: {
          attribute: 'council_tax_nmber',
          label: { en: 'Number', cy: 'Rhif' },
          hint: { en: '8 digits', cy: '8 digid' },
          pattern: '^\\d{8}$',
          maxLength: 8,
          none: { en: 'None', cy: 'Dim' },
        },
      }),
    place: 'services.yaml services.council-tax.matcher.question.attribute',
    says: /did you mean council_tax_number\?/,
  },
  {
    rule: 'a matcher’s account creation stays within the service’s attributes',
    breaks: ({ services }) =>
      (services.services['council-tax'].matcher = {
        url: 'http://127.0.0.1:3001/match',
        accountCreation: ['given_name', 'birthdate'],
      }),
    place: 'services.yaml services.council-tax.matcher.accountCreation[1]',
    says: /birthdate is not among the service’s attributes/,
  },
  {
    rule: 'addresses that the hub calls have no user name in them',
    breaks: ({ services }) => (services.services['council-tax'].matcher = { url: 'https://me:pw@example.org/match' }),
    place: 'services.yaml services.council-tax.matcher.url',
    says: /user name/,
  },
  {
    rule: 'addresses that the hub calls have no user name in them',
    breaks: ({ services }) =>
      (services.services['council-tax'].securityEventUri = 'https://hub:secret@council.example/events'),
    place: 'services.yaml services.council-tax.securityEventUri',
    says: /has a user name or a password in it/,
  },
  {
    rule: 'a service can authenticate',
    breaks: ({ services }) => delete services.services['council-tax'].jwksFile,
    place: 'services.yaml services.council-tax.authentication',
    says: /without keys/,
  },
  {
    rule: 'a service can authenticate',
    breaks: ({ services }) => (services.services['council-tax'].jwksUri = 'https://example.org/keys'),
    place: 'services.yaml services.council-tax.authentication',
    says: /both jwksFile and jwksUri/,
  },
  {
    rule: 'a service can authenticate',
    breaks: ({ services }) => (services.services['council-tax'].authentication = 'client_secret_basic'),
    place: 'services.yaml services.council-tax.authentication',
    says: /without a secretHash → make one with “gatehouse secret”/,
  },
  {
    rule: 'a service can authenticate',
    breaks: ({ services }) => (services.services['council-tax'].secretHash = `sha256:${'a'.repeat(43)}`),
    place: 'services.yaml services.council-tax.authentication',
    says: /private_key_jwt with a secretHash/,
  },
  {
    rule: 'white text is readable on an organisation’s colour',
    breaks: ({ services }) => (services.organisations.exampleton.colour = '#777777'),
    place: 'services.yaml organisations.exampleton.colour',
    says: /4\.48:1/,
  },
  {
    rule: 'an organisation’s logo exists',
    breaks: ({ services }) => (services.organisations.exampleton.logo = 'lost.png'),
    place: 'services.yaml organisations.exampleton.logo',
    says: /lost\.png, which is not there → put the file into logos/,
  },
  {
    rule: 'what matching asks about exists',
    breaks: ({ matching }) => (matching.question.attribute = 'library_number'),
    place: 'matching.yaml question.attribute',
    says: /library_number is not in attributes.yaml/,
  },
  {
    rule: 'who is believed about an identifier exists',
    breaks: ({ matching }) => (matching.identifiers[0].providers = ['nhss']),
    place: 'matching.yaml identifiers[0].providers[0]',
    says: /nhss is not in identity-providers.yaml → did you mean nhs/,
  },
  {
    rule: 'who is believed about an identifier exists',
    breaks: ({ matching }) => (matching.identifiers[0].providers = ['central']),
    place: 'matching.yaml identifiers[0].providers[0]',
    says: /central does not vouch for nhs_number/,
  },
  {
    rule: 'a provider’s vocabulary exists',
    breaks: ({ 'identity-providers': { providers } }) => (providers.staff.vocabulary = 'constructor'),
    place: 'identity-providers.yaml providers.staff.vocabulary',
    says: /constructor is not in assurance.yaml/,
  },
  {
    rule: 'a provider’s attributes exist',
    breaks: ({ 'identity-providers': { providers } }) => providers.nhs.attributes.push('shoe_size'),
    place: 'identity-providers.yaml providers.nhs.attributes[6]',
    says: /shoe_size is not in attributes.yaml/,
  },
  {
    rule: 'a provider’s allowed services exist',
    breaks: ({ 'identity-providers': { providers } }) => (providers.staff.services = ['counciltax']),
    place: 'identity-providers.yaml providers.staff.services[0]',
    says: /did you mean council-tax\?/,
  },
  {
    rule: 'a provider is accredited for something that can be asked of it',
    breaks: ({ 'identity-providers': { providers } }) =>
      (providers.staff.accreditedLevels = [{ identity: 'very-high', authenticator: 'none' }]),
    place: 'identity-providers.yaml providers.staff.accreditedLevels',
    says: /lower than everything/,
  },
  {
    rule: 'a provider that proves identity says whose',
    breaks: ({ 'identity-providers': { providers } }) =>
      (providers.nhs.attributes = ['given_name', 'email', 'nhs_number']),
    place: 'identity-providers.yaml providers.nhs.attributes',
    says: /no name with a date of birth/,
  },
  {
    rule: 'a provider has the settings of its dialect',
    breaks: ({ 'identity-providers': { providers } }) => delete providers.central.identityIssuer,
    place: 'identity-providers.yaml providers.central.identityIssuer',
    says: /dialect one-login needs it/,
  },
  {
    rule: 'a provider has the settings of its dialect',
    breaks: ({ 'identity-providers': { providers } }) => delete providers.scotland.attributesEndpoint,
    place: 'identity-providers.yaml providers.scotland.attributesEndpoint',
    says: /dialect scotaccount needs it/,
  },
  {
    rule: 'a provider has the settings of its dialect',
    breaks: ({ 'identity-providers': { providers } }) => (providers.nhs.attributesEndpoint = 'https://example.org/'),
    place: 'identity-providers.yaml providers.nhs.attributesEndpoint',
    says: /only read with the dialect scotaccount/,
  },
  {
    rule: 'a provider’s registrations end before its sign-ins',
    breaks: ({ 'identity-providers': { providers } }) =>
      Object.assign(providers.nhs, {
        acceptRegistrationsUntil: '2027-02-01T00:00:00Z',
        acceptSignInsUntil: '2027-01-31T23:00:00Z',
      }),
    place: 'identity-providers.yaml providers.nhs.acceptRegistrationsUntil',
    says: /later than acceptSignInsUntil/,
  },
  {
    rule: 'a level that a provider is tried at is one that it is accredited for',
    breaks: ({ 'identity-providers': { providers } }) =>
      (providers.nhs.onboarding = [
        { level: { identity: 'high', authenticator: 'medium' }, services: ['council-tax'] },
      ]),
    place: 'identity-providers.yaml providers.nhs.onboarding[0].level',
    says: /beyond accreditedLevels/,
  },
  {
    rule: 'a level that a provider is tried at is one that it is accredited for',
    breaks: ({ 'identity-providers': { providers } }) =>
      (providers.nhs.onboarding = [
        { level: { identity: 'medium', authenticator: 'medium' }, services: ['counciltax'] },
      ]),
    place: 'identity-providers.yaml providers.nhs.onboarding[0].services[0]',
    says: /did you mean council-tax\?/,
  },
  {
    rule: 'a SAML provider’s attributes are among its own',
    breaks: ({ 'identity-providers': { providers } }) => (providers.local.attributeNames = { nhs_number: ['nhs'] }),
    place: 'identity-providers.yaml providers.local.attributeNames.nhs_number',
    says: /not among the provider’s attributes/,
  },
  {
    rule: 'a SAML provider’s attributes are among its own',
    breaks: ({ 'identity-providers': { providers } }) => (providers.local.verifiedAttributes = ['email', 'nhs_number']),
    place: 'identity-providers.yaml providers.local.verifiedAttributes[1]',
    says: /not among the provider’s attributes/,
  },
  {
    rule: 'a level that a provider is tried at is one that it is accredited for',
    breaks: ({ 'identity-providers': { providers } }) =>
      Object.assign(providers.nhs, {
        services: ['council-tax'],
        onboarding: [{ level: { identity: 'medium', authenticator: 'medium' }, services: ['bin-collection'] }],
      }),
    place: 'identity-providers.yaml providers.nhs.onboarding[0].services[0]',
    says: /may not use this provider at all/,
  },
  {
    rule: 'a SAML provider that leads on is asked by form',
    breaks: ({ 'identity-providers': { providers } }) => (providers.local.leadsTo = ['https://example.org']),
    place: 'identity-providers.yaml providers.local.leadsTo',
    says: /only read with binding: post/,
  },
  {
    rule: 'a SAML provider’s files can be read',
    breaks: ({ 'identity-providers': { providers } }) => (providers.local.metadata.signedBy = 'lost.pem'),
    place: 'identity-providers.yaml providers.local.metadata.signedBy',
    says: /does not exist/,
  },
  {
    rule: 'a SAML provider’s files can be read',
    breaks: ({ 'identity-providers': { providers } }) => (providers.local.metadata = { file: 'metadata/lost.xml' }),
    place: 'identity-providers.yaml providers.local.metadata.file',
    says: /does not exist/,
  },
  {
    rule: 'a SAML provider is asked for levels in SAML’s words',
    breaks: ({ 'identity-providers': { providers } }) => (providers.local.vocabulary = 'staff'),
    place: 'identity-providers.yaml providers.local.vocabulary',
    says: /asks with acr_values/,
  },
  {
    rule: 'asks are listed weakest first',
    breaks: ({ assurance: { vocabularies } }) => vocabularies.staff.asks.reverse(),
    place: 'assurance.yaml vocabularies.staff.asks[1].level',
    says: /\(none, low\) after \(none, medium\)/,
  },
  {
    rule: 'what is asked for can be answered',
    breaks: ({ assurance: { vocabularies } }) =>
      vocabularies.staff.asks.push({ level: { identity: 'low', authenticator: 'medium' }, send: {} }),
    place: 'assurance.yaml vocabularies.staff.asks[2].level',
    says: /\(low, medium\) is no level that any word/,
  },
  {
    rule: 'what is asked for can be answered',
    breaks: ({ assurance: { vocabularies } }) => (vocabularies.staff.says[1].off = true),
    place: 'assurance.yaml vocabularies.staff.asks[1].level',
    says: /ask for one of: \(none, low\)/,
  },
  {
    rule: 'an ask does not round up',
    breaks: ({ assurance: { vocabularies } }) =>
      (vocabularies['local-account'].asks[1].send.authnContext +=
        ' urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport'),
    place: 'assurance.yaml vocabularies.local-account.asks[1].send.authnContext',
    says: /PasswordProtectedTransport, which is not worth \(none, medium\)/,
  },
  {
    rule: 'an ask does not round up',
    breaks: ({ assurance: { vocabularies } }) =>
      (vocabularies['one-login'].asks[3].send.vtr = '["Cl.Cm.P2","Cl.Cm.P1"]'),
    place: 'assurance.yaml vocabularies.one-login.asks[3].send.vtr',
    says: /accepts Cl\.Cm\.P1, which gives \(low, medium\) and not \(medium, medium\)/,
  },
  {
    rule: 'an ask does not round up',
    breaks: ({ assurance: { vocabularies } }) => (vocabularies['nhs-login'].asks[2].send.vtr = '["P9.Cx"]'),
    place: 'assurance.yaml vocabularies.nhs-login.asks[2].send.vtr',
    says: /P9\.Cx, which is not among the words/,
  },
  {
    rule: 'an ask does not round up',
    breaks: ({ assurance: { vocabularies } }) => (vocabularies['one-login'].asks[0].send.vtr = 'Cl'),
    place: 'assurance.yaml vocabularies.one-login.asks[0].send.vtr',
    says: /not a JSON array/,
  },
  {
    rule: 'a word is listed once',
    breaks: ({ assurance: { vocabularies } }) =>
      vocabularies['one-login'].says.push({ word: 'Cm.Cl', level: factors, status: 'derived' }),
    place: 'assurance.yaml vocabularies.one-login.says[5].word',
    says: /listed before, perhaps in another order/,
  },
  {
    rule: 'more components never mean less',
    breaks: ({ assurance: { vocabularies } }) =>
      vocabularies['one-login'].says.push({ word: 'P2.Cl.Cm.Cx', level: factors, status: 'derived' }),
    place: 'assurance.yaml vocabularies.one-login.says[5].level',
    says: /P2\.Cl\.Cm\.Cx says all that Cl\.Cm\.P2 says, and is worth less/,
  },
  {
    rule: 'no row is above the most that its words can mean',
    breaks: ({ assurance: { vocabularies } }) => (vocabularies['nhs-login'].says[6].level.identity = 'high'),
    place: 'assurance.yaml vocabularies.nhs-login.says[6].level',
    says: /rounds P9\.Cp\.Cd up to \(high, medium\): these words never mean more than \(medium, medium\)/,
  },
  {
    rule: 'a word is worth no more than services read in it',
    breaks: ({ assurance }) => (assurance.acr['Cl.Cm.P1'].identity = 'none'),
    place: 'assurance.yaml vocabularies.one-login.says[2].level',
    says: /rounds Cl\.Cm\.P1 up to \(low, medium\), which services read as \(none, medium\)/,
  },
  {
    rule: 'more components of an acr name never mean less',
    breaks: ({ assurance }) => (assurance.acr['Cl.Cm.P2.Cx'] = factors),
    place: 'assurance.yaml acr."Cl.Cm.P2.Cx"',
    says: /says all that Cl\.Cm\.P2 says, and is worth less/,
  },
  {
    rule: 'a provider that works without a smartphone has a second factor without one',
    breaks: ({ 'identity-providers': { providers } }) => (providers.nhs.secondFactors = ['app']),
    place: 'identity-providers.yaml providers.nhs.secondFactors',
    says: /nothing but app.* → add the second factors/,
  },
  {
    rule: 'acr names are distinct',
    breaks: ({ assurance }) => (assurance.acr['P2.Cl.Cm'] = medium),
    place: 'assurance.yaml acr."P2.Cl.Cm"',
    says: /already has this name/,
  },
  {
    rule: 'acr names are distinct',
    breaks: ({ assurance }) => (assurance.acr['http://localhost:3000/assurance/gold'] = medium),
    place: 'assurance.yaml acr."http://localhost:3000/assurance/gold"',
    says: /already has this name/,
  },
  {
    rule: 'acr names are distinct',
    breaks: ({ assurance }) => (assurance.acr['very sure'] = medium),
    place: 'assurance.yaml acr."very sure"',
    says: /space/,
  },
  {
    rule: 'vectors for services are acr names',
    breaks: ({ assurance }) => assurance.vtr.push('Cl.Cm.P3'),
    place: 'assurance.yaml vtr[4]',
    says: /Cl\.Cm\.P3 is not a vector under acr/,
  },
  {
    rule: 'a template of Notify says one thing in one language',
    breaks: ({ notices: { templates } }) =>
      (templates['grant-notice'].letter.cy = templates['vouch-notice'].letter.en.toUpperCase()),
    place: 'notices.yaml templates.grant-notice.letter.cy',
    says: /is the template of vouch-notice\.letter\.en as well/,
  },
  {
    rule: 'scenarios have ids of their own',
    breaks: (files) => (files['scenarios/twins'].id = 'newcomer'),
    place: 'scenarios/twins.yaml id',
    says: /is the id of scenarios\/newcomer\.yaml, too → give one of the two/,
  },
  {
    rule: 'scenarios are about people who are there',
    breaks: (files) => (files['scenarios/twins'].persona = 'hanna-fairweather'),
    place: 'scenarios/twins.yaml persona',
    says: /not a person of personas\.yaml → did you mean hannah-fairweather\?/,
  },
  {
    rule: 'scenarios are about people who are there',
    breaks: (files) => (files['scenarios/twins'].known = ['callum-strachan', 'cameron-strachan']),
    place: 'scenarios/twins.yaml known[1]',
    says: /not another person of personas\.yaml/,
  },
  {
    rule: 'scenarios go to services that are there',
    breaks: (files) => (files['scenarios/twins'].services = ['parking-permit', 'gatehouse-account']),
    place: 'scenarios/twins.yaml services[1]',
    says: /not a service of services\.yaml → use one of: bin-collection/,
  },
  {
    rule: 'scenarios use accounts that residents can choose',
    breaks: (files) => (files['scenarios/twins'].providers = ['staff']),
    place: 'scenarios/twins.yaml providers[0]',
    says: /not an account that residents can choose → use one of: central/,
  },
];

describe('the rules between configuration files', () => {
  it('find nothing in the configuration that is shipped', async () => {
    expect(await problemsOf(await copyFolder())).to.deep.equal([]);
  });

  it('are each broken by a case below', () => {
    expect([...new Set(table.map(({ rule }) => rule))]).to.have.members(rules.map(({ name }) => name));
  });

  for (const { rule, breaks, place, says } of table) {
    it(`${rule}: ${place}`, async () => {
      const problems = await problemsOf(await changedFolder(breaks));
      expect(problems.map(({ file, path }) => `${file} ${path}`)).to.deep.equal([place]);
      const [problem] = problems;
      expect(`${problem?.message} → ${problem?.remedy}`).to.match(says);
      expect(problem?.line).to.be.greaterThan(0);
    });
  }
});
