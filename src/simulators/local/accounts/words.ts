// What the pages of new accounts say, in both languages. A child reads them.
import type { Locale } from '../words.ts';

const en = {
  heading: 'Create an account',
  why: 'You need a user name, a password and a letter from us. You do not need an e-mail address, a phone, or anything that shows who you are. Children can do this too.',
  userName: 'User name',
  userNameHint: 'You make it up. 3 to 30 letters, numbers, dots or dashes. Do not use your real name.',
  password: 'Password',
  passwordHint: 'At least 10 characters. Three words that you can remember are good.',
  home: 'Where you live',
  homeHint: 'The letter goes there. Simulated: these are the addresses of the invented people.',
  pick: 'Choose an address',
  create: 'Create the account',
  badName: 'Choose a user name of 3 to 30 letters, numbers, dots or dashes',
  taken: 'Somebody has this user name. Choose another one',
  badPassword: 'Choose a password of at least 10 characters',
  noHome: 'Choose where you live',
  posted: 'We have posted a letter to you',
  postedHow:
    'It comes in 2 days. In it are a code and a code card. Sign in with your user name and your password then, and type the code once. It works for 21 days.',
  postedCard: 'Keep the code card. You need it for things that want a second step.',
  channels: 'Simulated: see the letter, and let days pass',
  signIn: 'Sign in with your user name',
  wrong: 'The user name or the password is not right',
  code: 'Code of 6 digits from your letter',
  codeHint: 'You need it this once. You can leave gaps.',
  first: 'Your first sign-in',
  noLetter: 'There is no letter any more whose code works. Create the account again',
  badCode: 'That code is not right. Look at the letter again',
};

const cy: typeof en = {
  heading: 'Creu cyfrif',
  why: 'Mae angen enw defnyddiwr, cyfrinair a llythyr gennym ni arnoch. Nid oes angen cyfeiriad e-bost, ffôn, nac unrhyw beth sy’n dangos pwy ydych chi. Gall plant wneud hyn hefyd.',
  userName: 'Enw defnyddiwr',
  userNameHint:
    'Chi sy’n ei ddewis. 3 i 30 o lythrennau, rhifau, dotiau neu gysylltnodau. Peidiwch â defnyddio eich enw go iawn.',
  password: 'Cyfrinair',
  passwordHint: 'O leiaf 10 nod. Mae tri gair y gallwch eu cofio yn dda.',
  home: 'Ble rydych chi’n byw',
  homeHint: 'Bydd y llythyr yn mynd yno. Efelychiad: cyfeiriadau’r bobl ddychmygol yw’r rhain.',
  pick: 'Dewiswch gyfeiriad',
  create: 'Creu’r cyfrif',
  badName: 'Dewiswch enw defnyddiwr o 3 i 30 o lythrennau, rhifau, dotiau neu gysylltnodau',
  taken: 'Mae’r enw defnyddiwr hwn gan rywun arall. Dewiswch un arall',
  badPassword: 'Dewiswch gyfrinair o o leiaf 10 nod',
  noHome: 'Dewiswch ble rydych chi’n byw',
  posted: 'Rydym wedi postio llythyr atoch',
  postedHow:
    'Bydd yn cyrraedd mewn 2 ddiwrnod. Ynddo mae cod a cherdyn codau. Yna mewngofnodwch gyda’ch enw defnyddiwr a’ch cyfrinair, a theipiwch y cod unwaith. Mae’n gweithio am 21 diwrnod.',
  postedCard: 'Cadwch y cerdyn codau. Bydd ei angen arnoch ar gyfer pethau sydd eisiau ail gam.',
  channels: 'Efelychiad: gweld y llythyr, a gadael i ddyddiau fynd heibio',
  signIn: 'Mewngofnodi gyda’ch enw defnyddiwr',
  wrong: 'Nid yw’r enw defnyddiwr neu’r cyfrinair yn gywir',
  code: 'Cod 6 digid o’ch llythyr',
  codeHint: 'Dim ond y tro hwn y mae ei angen. Cewch adael bylchau.',
  first: 'Eich mewngofnodi cyntaf',
  noLetter: 'Nid oes llythyr mwyach y mae ei god yn gweithio. Crëwch y cyfrif eto',
  badCode: 'Nid yw’r cod hwnnw’n gywir. Edrychwch ar y llythyr eto',
};

export const says: Readonly<Record<Locale, typeof en>> = { en, cy };
