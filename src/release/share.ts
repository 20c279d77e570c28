// The step in which the person sees what the service will get, and agrees; once per service and set of attributes.
// It must never take an agreement for more than the page showed.
import { withAges } from '../ages/claims.ts';
import type { AttributeRow } from '../config/schema/attributes.ts';
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import { HubError } from '../errors.ts';
import type { SignIn, SignIns } from '../signin/record.ts';
import type { Journey, Step, Turn } from '../signin/step.ts';
import type { Agreements, Authentications } from '../store/authentication-contracts.ts';
import type { Recorder } from '../trail/events.ts';
import { worthOf } from '../vouching/worth.ts';
import { readCorrection } from './correction.ts';
import { shownAs } from './readable.ts';

export interface ShareOptions {
  attributes: readonly AttributeRow[];
  providers: ReadonlyMap<string, IdentityProvider>;
  agreements: Agreements;
  authentications: Authentications;
  signIns: SignIns;
  trail: Recorder;
}

export function createShare(options: ShareOptions): Step {
  const { agreements, signIns, trail } = options;

  async function agree(signIn: SignIn, correction?: string): Promise<Turn> {
    const said = correction === undefined ? {} : { correction };
    return { turn: 'on', signIn: await signIns.change(signIn, (before) => ({ ...before, ...said, agreed: true })) };
  }

  /** D6: the person says that nobody is beside them. */
  async function alone(signIn: SignIn): Promise<SignIn> {
    if (signIn.assistedSince) await trail({ event: 'sign-in.unassisted', reference: signIn.reference });
    // The page comes again when it is loaded anew, also where all of it was agreed to long ago: nothing is agreed to by this.
    return signIns.change(signIn, ({ assistedSince: _nobody, ...before }) => ({ ...before, askAgain: true }));
  }

  return {
    name: 'share',
    needed: (signIn) => signIn.authentication !== undefined && !signIn.agreed,
    async enter(journey) {
      const { signIn, service } = journey;
      if (service.own) return agree(signIn);
      if (signIn.attributes.length === 0 && !signIn.offline && !signIn.assistedSince) return agree(signIn);
      const before = await agreements.find(signIn.person ?? '', signIn.service);
      const known = signIn.attributes.every((name) => before?.includes(name));
      if (known && !signIn.askAgain && !signIn.offline && !signIn.assistedSince) return agree(signIn);
      return page(journey, options);
    },
    async submit(journey, fields) {
      if (fields[nobodyHelps] !== undefined) return page({ ...journey, signIn: await alone(journey.signIn) }, options);
      const { signIn } = journey;
      // An officer said so after the page was shown: nobody agrees on a page that did not say it.
      if (signIn.assistedSince && fields[readOfHelp] === undefined) return page(journey, options);
      const correction = takesCorrection(journey) ? readCorrection(fields.correction) : undefined;
      if (correction === 'too-long') return page(journey, options, fields.correction);
      const person = signIn.person ?? '';
      const before = (await agreements.find(person, signIn.service)) ?? [];
      await agreements.put(person, signIn.service, [...new Set([...before, ...signIn.attributes])]);
      await trail({
        event: 'share.agreed',
        reference: signIn.reference,
        person,
        words: {
          service: signIn.service,
          attributes: signIn.attributes.join(' '),
          offline: signIn.offline,
          ...(correction !== undefined && { corrected: true }),
        },
      });
      return agree(signIn, correction);
    },
  };
}

/** The button that says so. */
const nobodyHelps = 'nobody';
/** The field of a page that says that somebody helps. */
const readOfHelp = 'helped';

/** An address goes to the service, and it can be told of another one: One Login's dialect has no word for it. */
const takesCorrection = ({ signIn, service }: Journey): boolean =>
  signIn.attributes.includes('address') && service.dialect === 'standard';

async function page(journey: Journey, options: ShareOptions, tooLong?: string): Promise<Turn> {
  const { signIn, service, path, formToken } = journey;
  const authentication = await options.authentications.find(signIn.authentication ?? '');
  if (!authentication) throw new HubError('expired', { detail: 'the authentication is not kept any more' });
  const provider = options.providers.get(authentication.provider);
  if (!provider) throw new HubError('provider_unknown');
  const wanted = options.attributes.filter((row) => signIn.attributes.includes(row.name));
  const { attributes, fromVouch } = worthOf(authentication, service);
  const has = withAges(attributes, options.attributes, new Date());
  return {
    turn: 'show',
    page: {
      page: 'share',
      form: { action: path('share'), token: formToken },
      provider: provider.name,
      rows: wanted.flatMap((row) => {
        const attribute = has[row.name];
        if (!attribute) return [];
        const purpose = signIn.purposes?.[row.name];
        return [{ label: row.label, ...shownAs(attribute, row, signIn.language), ...(purpose && { purpose }) }];
      }),
      ...(takesCorrection(journey) &&
        has.address && {
          correct: { wrong: tooLong !== undefined, typed: tooLong ?? '' },
        }),
      missing: wanted.filter((row) => !has[row.name]).map((row) => row.label),
      ...(wanted.some(({ name }) => fromVouch.includes(name)) && { checkedInPerson: true }),
      ...(signIn.onBehalf?.name && { onBehalf: signIn.onBehalf.name }),
      later: signIn.offline,
      ...(signIn.assistedSince && { assisted: { since: signIn.assistedSince * 1000 } }),
    },
  };
}
