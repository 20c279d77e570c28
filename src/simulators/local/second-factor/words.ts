// What the pages of the second step say, in both languages. Short sentences: many who need these ways read slowly, or are read to.
import type { Locale } from '../words.ts';
import type { Obstacle, WayName } from './ways.ts';

interface Says {
  heading: string;
  why: string;
  choose: string;
  nothing: string;
  /** Names of the ways. */
  way: Record<WayName, string>;
  /** One line about each; `end` is the end of a telephone number. */
  about: Record<WayName, (end: string) => string>;
  onItsWay: (day: string) => string;
  cannot: string;
  obstacle: Record<Obstacle, string>;
  code: string;
  codeHint: string;
  /** What to do, on the page of each way. */
  todo: Record<Exclude<WayName, 'card'>, (end: string) => string>;
  square: (row: string, number: number) => string;
  again: Partial<Record<WayName, string>>;
  other: string;
  pressKey: string;
  wrongKey: string;
  order: string;
  orderTo: string;
  orderTimes: string;
  orderAgain: string;
  letterSent: (sent: string, until: string) => string;
  problem: Record<'unreadable' | 'too-old' | 'no-more-tries' | 'none', string>;
  wrong: (left: number) => string;
  channel: Record<Exclude<WayName, 'letter' | 'desk' | 'card'>, string>;
  cardShows: string;
  cardRow: string;
  letterSays: string;
  letterComes: (day: string) => string;
  officerSays: string;
  officerWaits: string;
  seeChannels: string;
}

const en: Says = {
  heading: 'Second step',
  why: 'Your password is right. The service wants one more thing, so that nobody else gets in with your password.',
  choose: 'How do you want to do it?',
  nothing: 'Choose one of the ways',
  way: {
    app: 'A code from an app',
    text: 'A code by text message',
    voice: 'A code by phone call',
    card: 'A code from your code card',
    key: 'A security key',
    letter: 'A code by letter',
    desk: 'A code from an officer',
  },
  about: {
    app: () => 'An app on your smartphone shows it.',
    text: (end) => `We send it to the mobile phone that ends in ${end}.`,
    voice: (end) => `A voice reads it to you on the phone that ends in ${end}. A landline is fine.`,
    card: () => 'The printed card that came by post. You can have it in large print or in Braille.',
    key: () => 'A small key that you plug in. You press its button.',
    letter: () => 'We post it to you. It takes 2 days, and the code works for 21 days.',
    desk: () => 'You come to a council desk. An officer looks at who you are and gives it to you.',
  },
  onItsWay: (day) => `We posted a letter to you on ${day}. Choose this if it has come.`,
  cannot: 'You cannot use this now.',
  obstacle: {
    'no-smartphone': 'It needs a smartphone. You do not have to have one: take another way.',
    'no-app': 'The app is not set up yet. Take another way now, and set it up later if you like.',
    'no-mobile': 'We have no mobile number of yours. Ask a person to add it, or take another way.',
    'no-landline': 'We have no landline number of yours. Ask a person to add it, or take another way.',
    'no-card': 'You have no card yet. Ask a person to post you one, or take a code by letter.',
    'no-key': 'We know of no key of yours. Bring it to a desk to add it, or take another way.',
    'not-here': 'The service does not take it. Take another way.',
    locked: 'The code was wrong three times. Wait for an hour, or take another way.',
  },
  code: 'Code of 6 digits',
  codeHint: 'You can leave gaps, and you can paste it.',
  todo: {
    app: () => 'Open the app on your smartphone. Type the code that it shows.',
    text: (end) => `We sent a code to the mobile phone that ends in ${end}. It works for 15 minutes.`,
    voice: (end) =>
      `We are calling the phone that ends in ${end}. A voice reads the code to you twice. It works for 15 minutes.`,
    key: () => 'Plug in your key and press its button.',
    letter: () => 'Type the code from the letter.',
    desk: () =>
      'Come to the desk at Exampleton Library and say that you want a code to sign in. Bring something with your name on it, if you have it. The officer gives you a code that works for 2 days.',
  },
  square: (row, number) => `Look at your card. Type the code in row ${row}, number ${number}.`,
  again: { text: 'Send a new code', voice: 'Call me again' },
  other: 'Take another way',
  pressKey: 'Press the button on the key',
  wrongKey: 'Press the button on somebody else’s key',
  order: 'Post me a letter',
  orderTo: 'We post the code to the address that we have for you:',
  orderTimes:
    'It takes 2 days. The code works for 21 days. You stop here for now. The next page tells you how to go on when the letter has come.',
  orderAgain: 'Post me a new letter. The old code stops working',
  letterSent: (sent, until) => `We posted the letter on ${sent}. Its code works until ${until}.`,
  problem: {
    unreadable: 'Type the 6 digits of the code',
    'too-old': 'This code is too old. Ask for a new one',
    'no-more-tries': 'The code was wrong three times. Take another way, or get help in person',
    none: 'There is no code yet that you could type here',
  },
  wrong: (left) =>
    left === 1
      ? 'That code is not right. You have one more try'
      : `That code is not right. You have ${left} more tries`,
  channel: {
    app: 'The app shows:',
    text: 'The text message says:',
    voice: 'The voice on the phone says:',
    key: 'There is no key here. Two buttons stand in for it.',
  },
  cardShows: 'The card',
  cardRow: 'Row',
  letterSays: 'The letter says:',
  letterComes: (day) => `The letter is on its way. It comes on ${day}.`,
  officerSays: 'The officer says:',
  officerWaits: 'You have not been to the desk yet.',
  seeChannels: 'Letters, the desk, and a way to let days pass',
};

const cy: Says = {
  heading: 'Ail gam',
  why: 'Mae eich cyfrinair yn gywir. Mae’r gwasanaeth eisiau un peth arall, fel na all neb arall ddod i mewn gyda’ch cyfrinair.',
  choose: 'Sut ydych chi eisiau gwneud hyn?',
  nothing: 'Dewiswch un o’r ffyrdd',
  way: {
    app: 'Cod o ap',
    text: 'Cod mewn neges destun',
    voice: 'Cod drwy alwad ffôn',
    card: 'Cod o’ch cerdyn codau',
    key: 'Allwedd ddiogelwch',
    letter: 'Cod mewn llythyr',
    desk: 'Cod gan swyddog',
  },
  about: {
    app: () => 'Mae ap ar eich ffôn clyfar yn ei ddangos.',
    text: (end) => `Byddwn yn ei anfon i’r ffôn symudol sy’n gorffen gyda ${end}.`,
    voice: (end) => `Bydd llais yn ei ddarllen i chi ar y ffôn sy’n gorffen gyda ${end}. Mae llinell dir yn iawn.`,
    card: () => 'Y cerdyn printiedig a ddaeth drwy’r post. Gallwch ei gael mewn print bras neu Braille.',
    key: () => 'Allwedd fach yr ydych yn ei phlygio i mewn. Rydych yn pwyso ei botwm.',
    letter: () => 'Byddwn yn ei bostio atoch. Mae’n cymryd 2 ddiwrnod, ac mae’r cod yn gweithio am 21 diwrnod.',
    desk: () => 'Rydych yn dod i ddesg y cyngor. Mae swyddog yn gweld pwy ydych chi ac yn ei roi i chi.',
  },
  onItsWay: (day) => `Fe wnaethom bostio llythyr atoch ar ${day}. Dewiswch hyn os yw wedi cyrraedd.`,
  cannot: 'Ni allwch ddefnyddio hwn nawr.',
  obstacle: {
    'no-smartphone': 'Mae angen ffôn clyfar arno. Nid oes rhaid i chi gael un: dewiswch ffordd arall.',
    'no-app': 'Nid yw’r ap wedi’i osod eto. Dewiswch ffordd arall nawr, a’i osod wedyn os hoffech.',
    'no-mobile': 'Nid oes gennym rif symudol i chi. Gofynnwch i berson ei ychwanegu, neu dewiswch ffordd arall.',
    'no-landline': 'Nid oes gennym rif llinell dir i chi. Gofynnwch i berson ei ychwanegu, neu dewiswch ffordd arall.',
    'no-card': 'Nid oes gennych gerdyn eto. Gofynnwch i berson bostio un atoch, neu dewiswch god mewn llythyr.',
    'no-key':
      'Nid ydym yn gwybod am allwedd sydd gennych. Dewch â hi at ddesg i’w hychwanegu, neu dewiswch ffordd arall.',
    'not-here': 'Nid yw’r gwasanaeth yn ei derbyn. Dewiswch ffordd arall.',
    locked: 'Roedd y cod yn anghywir dair gwaith. Arhoswch am awr, neu dewiswch ffordd arall.',
  },
  code: 'Cod 6 digid',
  codeHint: 'Cewch adael bylchau, a chewch ei ludo.',
  todo: {
    app: () => 'Agorwch yr ap ar eich ffôn clyfar. Teipiwch y cod y mae’n ei ddangos.',
    text: (end) => `Fe wnaethom anfon cod i’r ffôn symudol sy’n gorffen gyda ${end}. Mae’n gweithio am 15 munud.`,
    voice: (end) =>
      `Rydym yn ffonio’r rhif sy’n gorffen gyda ${end}. Bydd llais yn darllen y cod i chi ddwywaith. Mae’n gweithio am 15 munud.`,
    key: () => 'Plygiwch eich allwedd i mewn a phwyswch ei botwm.',
    letter: () => 'Teipiwch y cod o’r llythyr.',
    desk: () =>
      'Dewch at y ddesg yn Llyfrgell Exampleton a dywedwch eich bod eisiau cod i fewngofnodi. Dewch â rhywbeth â’ch enw arno, os oes gennych un. Bydd y swyddog yn rhoi cod i chi sy’n gweithio am 2 ddiwrnod.',
  },
  square: (row, number) => `Edrychwch ar eich cerdyn. Teipiwch y cod yn rhes ${row}, rhif ${number}.`,
  again: { text: 'Anfon cod newydd', voice: 'Ffoniwch fi eto' },
  other: 'Dewis ffordd arall',
  pressKey: 'Pwyso’r botwm ar yr allwedd',
  wrongKey: 'Pwyso’r botwm ar allwedd rhywun arall',
  order: 'Postiwch lythyr ataf',
  orderTo: 'Byddwn yn postio’r cod i’r cyfeiriad sydd gennym i chi:',
  orderTimes:
    'Mae’n cymryd 2 ddiwrnod. Mae’r cod yn gweithio am 21 diwrnod. Rydych yn stopio yma am y tro. Mae’r dudalen nesaf yn dweud sut i fynd ymlaen pan fydd y llythyr wedi cyrraedd.',
  orderAgain: 'Postiwch lythyr newydd ataf. Bydd yr hen god yn peidio â gweithio',
  letterSent: (sent, until) => `Fe wnaethom bostio’r llythyr ar ${sent}. Mae ei god yn gweithio tan ${until}.`,
  problem: {
    unreadable: 'Teipiwch 6 digid y cod',
    'too-old': 'Mae’r cod hwn yn rhy hen. Gofynnwch am un newydd',
    'no-more-tries': 'Roedd y cod yn anghywir dair gwaith. Dewiswch ffordd arall, neu gofynnwch am help gan berson',
    none: 'Nid oes cod eto y gallech ei deipio yma',
  },
  wrong: (left) =>
    left === 1
      ? 'Nid yw’r cod hwnnw’n gywir. Gallwch roi cynnig arall arni unwaith'
      : `Nid yw’r cod hwnnw’n gywir. Gallwch roi cynnig arall arni ${left} waith`,
  channel: {
    app: 'Mae’r ap yn dangos:',
    text: 'Mae’r neges destun yn dweud:',
    voice: 'Mae’r llais ar y ffôn yn dweud:',
    key: 'Nid oes allwedd yma. Mae dau fotwm yn cymryd ei lle.',
  },
  cardShows: 'Y cerdyn',
  cardRow: 'Rhes',
  letterSays: 'Mae’r llythyr yn dweud:',
  letterComes: (day) => `Mae’r llythyr ar ei ffordd. Bydd yn cyrraedd ar ${day}.`,
  officerSays: 'Mae’r swyddog yn dweud:',
  officerWaits: 'Nid ydych wedi bod at y ddesg eto.',
  seeChannels: 'Llythyrau, y ddesg, a ffordd o adael i ddyddiau fynd heibio',
};

export const says: Readonly<Record<Locale, Says>> = { en, cy };
