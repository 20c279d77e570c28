// One page with every way on for a request, whatever page of the sign-in somebody is stuck at. The order never changes, and help in
// person is always the last. It must never list an account that cannot reach what is needed, nor leave a way out because it is slow.
import { doneWithout, type IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Journey } from '../signin/step.ts';
import type { Page } from '../views/pages.ts';
import { mostShown } from './narrow.ts';
import { type ChoiceOptions, canBeChecked, choiceOf } from './step.ts';

export type WaysOptions = Pick<ChoiceOptions, 'providers' | 'assurance' | 'isUp' | 'life'>;

type WaysPage = Extract<Page, { page: 'ways' }>;

/** Builds the page; `at` is the page that the sign-in stands at, which has the forms that lead on from there. */
export function createWays(options: WaysOptions): (journey: Journey, at: Page) => WaysPage {
  return (journey, at) => {
    const { signIn, service, path } = journey;
    const choose = chooseFrom(journey, at);
    const accounts = choose ? accountsFor(journey, options) : [];
    const pause = pauseFrom(journey, at);
    return {
      page: 'ways',
      reference: 'reference' in at ? at.reference : signIn.reference,
      accounts: accounts.slice(0, mostShown),
      ...(accounts.length > mostShown && { more: accounts.length - mostShown }),
      ...(choose && { choose }),
      ...(pause && { pause }),
      acting: service.actingFor !== undefined,
      // Whoever is past the choice has proven enough already.
      desk: pause !== undefined && canBeChecked(signIn, service),
      back: path(''),
    };
  };
}

/** The way from where the sign-in stands to the choice among the accounts; undefined where there is none. */
function chooseFrom({ path }: Journey, at: Page): WaysPage['choose'] {
  if (at.page === 'choice') return { href: path('choice') };
  if (at.page === 'stopped') return at.again === undefined ? undefined : { href: at.again };
  if (at.page === 'waiting') return at.form;
  return at.page === 'age' ? at.again : undefined;
}

function pauseFrom({ path, formToken }: Journey, at: Page): WaysPage['pause'] {
  if (at.page === 'waiting') return 'has-code';
  return at.page === 'choice' || at.page === 'stopped' ? { action: path('choice'), token: formToken } : undefined;
}

function accountsFor(journey: Journey, options: WaysOptions): WaysPage['accounts'] {
  return choiceOf(journey, options).offers.flatMap(({ id, name, grey }) => {
    if (grey === 'level-too-low') return [];
    return [{ name, ...goodFor(options.providers.get(id)), ...(grey && { grey }) }];
  });
}

function goodFor(record: IdentityProvider | undefined): Omit<WaysPage['accounts'][number], 'name' | 'grey'> {
  const { worksWithout, minimumAge, secondFactors } = record ?? {};
  return {
    needs: worksWithout ? doneWithout.filter((one) => !worksWithout.includes(one)) : [],
    worksWithout: worksWithout ?? [],
    factors: secondFactors ?? [],
    ...(minimumAge !== undefined && { age: minimumAge }),
  };
}
