// Everything the council says in English; cy.ts says the same in Welsh. It must never hold a resident's data.
import type { Problem } from '../problems.ts';
import type { Way } from '../relying-party.ts';

interface ServiceWords {
  summary: string;
  about: string;
  /** What the person needs to sign in. */
  needs: string;
  /** Something the service cannot do yet. */
  notYet: string;
  /** What the service does for somebody who is signed in. */
  next: string;
}

const services: Record<string, ServiceWords> = {
  'bin-collection': {
    summary: 'Check your bin day, report a missed bin or ask for a new one.',
    about: 'See which bins we collect next, tell us about a bin that we missed, or ask for a bigger one.',
    needs: 'You need an account with an email address. You do not need to prove who you are.',
    notYet: '',
    next: 'Your next collection is on Thursday: food waste and the blue recycling box. Put them out by 6am.',
  },
  'parking-permit': {
    summary: 'Apply for a permit to park near your home, or renew one.',
    about: 'Residents of permit zones can park near their home for £48 a year. Blue Badge holders pay nothing.',
    needs: 'We ask you to prove who you are, so that nobody else can get a permit in your name.',
    notYet: '',
    next: 'We have filled in your name and address for you. All that is missing is your vehicle.',
  },
  'council-tax': {
    summary: 'See your bill, pay it, or tell us that you are moving.',
    about: 'See what you owe and what you have paid, change how you pay, or tell us that you are moving.',
    needs: 'You need an account with a second step, such as a code sent to your phone.',
    notYet:
      'You can also use this for someone else, such as a parent or a person you care for. Ask us for a code first: call us or visit us.',
    next: 'Your account is up to date. The next payment is due on the first of the month.',
  },
  'council-tax-account': {
    summary: 'Join your council tax account to your sign-in.',
    about: 'We look for you in our records, so that you see your own bill as soon as you sign in.',
    needs: 'We ask you to prove who you are. If we cannot find you, we ask for your council tax number.',
    notYet: '',
    next: 'The details below say whether we found you in our records.',
  },
  'school-place': {
    summary: 'Apply for a place at a primary or secondary school.',
    about: 'Tell us which schools you would like, and see what we have offered.',
    needs: 'We ask you to prove who you are. Apply from your own account, not from the child’s.',
    notYet:
      'If you apply for your child, ask us for a code first: call us or visit us, and bring the birth certificate.',
    next: 'You can name three schools. We tell everybody on the same day in spring what we can offer.',
  },
};

const other: ServiceWords = {
  summary: 'Use this service online.',
  about: 'Sign in to use this service.',
  needs: 'You need an account.',
  notYet: '',
  next: 'You can use this service now.',
};

const ways: Record<Way, string> = {
  query: 'This page sends its request in the web address, the simplest way.',
  pushed:
    'This page sends its request straight to the sign-in service first (a pushed authorization request), so that nothing of it can be changed on the way.',
  signed:
    'This page signs its request with its own key (a request object), so that the sign-in service knows that nobody changed it.',
};

const problems: Record<Problem, { title: string; text: string }> = {
  access_denied: {
    title: 'You did not sign in',
    text: 'You stopped before the end, or you chose not to share your details. We have not received anything about you.',
  },
  unmet_authentication_requirements: {
    title: 'We need to be more sure that it is you',
    text: 'You signed in, but this service needs more proof of who you are than that account could give.',
  },
  temporarily_unavailable: {
    title: 'You cannot sign in just now',
    text: 'The sign-in service is having a problem. Please try again in a few minutes.',
  },
  unreachable: {
    title: 'You cannot sign in just now',
    text: 'We could not reach the sign-in service. Please try again in a few minutes. You have done nothing wrong.',
  },
  unknown_state: {
    title: 'Please start again',
    text: 'This sign-in was already finished, took too long, or was started in another browser.',
  },
  untrusted: {
    title: 'We could not sign you in safely',
    text: 'The answer we got was not what we expected, so we did not use it. You are not signed in.',
  },
  refused: {
    title: 'Something is not set up right',
    text: 'The sign-in service did not accept our request. This is our mistake, not yours.',
  },
  lookup_ended: {
    title: 'We can no longer look up your details',
    text: 'Your permission has ended. If you still want us to keep your details up to date, sign in once more.',
  },
};

const claims: Record<string, string> = {
  given_name: 'First names',
  family_name: 'Last name',
  birthdate: 'Date of birth',
  address: 'Home address',
  email: 'Email address',
  phone_number: 'Phone number',
};

export const en = {
  council: 'Exampleton Council',
  skip: 'Skip to main content',
  menu: 'Main',
  languages: 'Languages',
  home: 'Home',
  helpLink: 'Get help',
  demonstration: 'This council is made up. It shows how a council can add sign-in to its website.',
  welcome: 'What would you like to do?',
  welcomeText: 'Use our services day or night. Sign in with an account that you may already have.',
  signedOut: 'You have signed out.',
  isSignedIn: 'You are signed in',
  offline: 'Rather not do this online?',
  offlineText: 'You can do all of this by phone or in person. You will not have to wait longer or pay more.',
  call: 'Call us',
  callHours: 'Monday to Friday, 8am to 6pm',
  visit: 'Visit us',
  phone: '01632 960 001',
  place: 'Exampleton Library, High Street, Monday to Friday, 9am to 5pm',
  help: {
    title: 'Get help',
    text: 'We can do it with you, on the phone or face to face. You do not need a computer, a smartphone or an email address.',
    trouble: 'If you cannot sign in',
    tips: [
      'Try another account: you may have one with the NHS, the government or your council.',
      'If you were asked for proof that you do not have, talk to us. We know other ways.',
      'You can ask a friend or relative to sit with you. Never tell them, or us, your password.',
    ],
  },
  before: 'Before you start',
  start: 'Sign in',
  later: 'Sign in, and keep my details up to date',
  laterText: 'We will look up your name and address again when your permit is due. You can end this at any time.',
  forCouncils: 'For councils: how this page signs people in',
  asksFor: 'It asks for no more than it needs:',
  asksLevel: 'It also asks for a medium level of confidence in who the person is.',
  signedIn: 'You are signed in',
  signedInAs: (name: string) => `You are signed in as ${name}.`,
  show: 'Show my details',
  signOut: 'Sign out',
  proofTitle: 'Prove who you are',
  proofText: 'Want a bin carried out for you, or a free larger bin? Then we need to know that it is really you.',
  proof: 'Prove who you are',
  actingFor: 'You are doing this for someone else',
  actingForText: {
    parent: 'You are acting as the parent of a child. What you see and change here is theirs.',
    guardian: 'You are acting as the guardian of a child. What you see and change here is theirs.',
    attorney: 'You are acting under a power of attorney. What you see and change here is theirs.',
    deputy: 'You are acting because a court chose you. What you see and change here is theirs.',
    appointee: 'You are acting as an appointee. What you see and change here is theirs.',
    carer: 'You are acting as a carer. What you see and change here is theirs.',
  } as Record<string, string>,
  yourDetails: 'Your details',
  noDetails: 'We received no details about you.',
  refresh: 'Look up my details again',
  refreshed: (times: number) => (times === 1 ? 'Looked up again once.' : `Looked up again ${times} times.`),
  received: 'What this website received',
  receivedText: 'A real council would not show you this. It is here to show how sign-in works.',
  name: 'Name',
  value: 'Value',
  notSent: 'not sent',
  idToken: 'All claims of the ID token',
  userinfo: 'The answer of userinfo',
  identity: {
    none: 'We do not know who you are, only that it is you again.',
    low: 'There is some evidence of who you are.',
    medium: 'You have proven who you are.',
    high: 'You have proven who you are very well.',
    'very-high': 'You have proven who you are as well as can be.',
  } as Record<string, string>,
  tryAgain: 'Try again',
  code: 'Code for our staff:',
  notFoundTitle: 'We cannot find that page',
  notFoundText: 'The address may be wrong, or the page may have moved.',
  failedTitle: 'Something went wrong',
  failedText: 'This is our mistake, not yours. Please try again in a few minutes.',
  services,
  other,
  ways,
  problems,
  claims,
};

export type Words = typeof en;
