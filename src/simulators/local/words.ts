// Words that several of the register's pages share, in both languages. What only those read who try it out stays in English, and says so.

export type Locale = 'en' | 'cy';

export const words = {
  en: {
    second: 'Second step',
    done: 'Without asking (simulated)',
    walk: 'Walk through the second step',
    own: 'An account with a user name',
    ownSignIn: 'Sign in with your user name',
    ownNew: 'Create an account with a user name and a code from a letter',
    next: 'Continue',
    stop: 'Stop for now',
    cancel: 'Go back to the service',
    simulated: 'Simulated',
    help: 'Get help in person',
    helpWays: [
      'Phone 01632 960 012, Monday to Friday, 9am to 5pm.',
      'Or come to Exampleton Library in High Street, Monday to Friday, 9am to 5pm. You can bring somebody with you.',
    ],
    helpNeeds: 'You do not need a computer, a mobile phone or an e-mail address.',
  },
  cy: {
    second: 'Ail gam',
    done: 'Heb ofyn (efelychiad)',
    walk: 'Cerdded drwy’r ail gam',
    own: 'Cyfrif gydag enw defnyddiwr',
    ownSignIn: 'Mewngofnodi gyda’ch enw defnyddiwr',
    ownNew: 'Creu cyfrif gydag enw defnyddiwr a chod mewn llythyr',
    next: 'Parhau',
    stop: 'Stopio am y tro',
    cancel: 'Mynd yn ôl i’r gwasanaeth',
    simulated: 'Efelychiad',
    help: 'Cael help gan berson',
    helpWays: [
      'Ffoniwch 01632 960 012, dydd Llun i ddydd Gwener, 9am i 5pm.',
      'Neu dewch i Lyfrgell Exampleton yn Stryd Fawr, dydd Llun i ddydd Gwener, 9am i 5pm. Cewch ddod â rhywun gyda chi.',
    ],
    helpNeeds: 'Nid oes angen cyfrifiadur, ffôn symudol na chyfeiriad e-bost arnoch.',
  },
} as const;

/** A day as people write it. `at`: seconds since 1970. */
export const dayIn = (locale: Locale, at: number): string =>
  new Intl.DateTimeFormat(locale === 'cy' ? 'cy' : 'en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'Europe/London',
  }).format(at * 1000);
