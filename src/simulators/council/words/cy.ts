// Everything the council says in Welsh; the type keeps it complete. It must never hold a resident's data.
import type { Words } from './en.ts';

const services: Words['services'] = {
  'bin-collection': {
    summary: 'Gweld eich diwrnod bin, rhoi gwybod am fin a fethwyd neu ofyn am un newydd.',
    about: 'Gweld pa finiau y byddwn yn eu casglu nesaf, dweud wrthym am fin a fethwyd, neu ofyn am un mwy.',
    needs: 'Mae angen cyfrif gyda chyfeiriad e-bost. Nid oes angen profi pwy ydych chi.',
    notYet: '',
    next: 'Mae eich casgliad nesaf ddydd Iau: gwastraff bwyd a’r bocs ailgylchu glas. Rhowch nhw allan erbyn 6am.',
  },
  'parking-permit': {
    summary: 'Gwneud cais am drwydded i barcio ger eich cartref, neu adnewyddu un.',
    about:
      'Gall trigolion mewn ardal drwydded barcio ger eu cartref am £48 y flwyddyn. Nid yw deiliaid Bathodyn Glas yn talu dim.',
    needs: 'Rydym yn gofyn i chi brofi pwy ydych chi, fel na all neb arall gael trwydded yn eich enw.',
    notYet: '',
    next: 'Rydym wedi llenwi eich enw a’ch cyfeiriad i chi. Dim ond eich cerbyd sydd ar ôl.',
  },
  'council-tax': {
    summary: 'Gweld eich bil, ei dalu, neu ddweud wrthym eich bod yn symud.',
    about:
      'Gweld beth sy’n ddyledus a beth rydych wedi’i dalu, newid sut rydych yn talu, neu ddweud wrthym eich bod yn symud.',
    needs: 'Mae angen cyfrif gydag ail gam, fel cod a anfonir i’ch ffôn.',
    notYet:
      'Gallwch hefyd ddefnyddio hwn ar ran rhywun arall, fel rhiant neu berson rydych yn gofalu amdano. Gofynnwch i ni am god yn gyntaf: ffoniwch ni neu dewch i’n gweld.',
    next: 'Mae eich cyfrif yn gyfredol. Mae’r taliad nesaf yn ddyledus ar y cyntaf o’r mis.',
  },
  'council-tax-account': {
    summary: 'Cysylltu eich cyfrif treth gyngor â’ch mewngofnodi.',
    about: 'Rydym yn chwilio amdanoch yn ein cofnodion, fel eich bod yn gweld eich bil eich hun wrth fewngofnodi.',
    needs:
      'Rydym yn gofyn i chi brofi pwy ydych chi. Os na allwn ddod o hyd i chi, gofynnwn am eich rhif treth gyngor.',
    notYet: '',
    next: 'Mae’r manylion isod yn dweud a ddaethom o hyd i chi yn ein cofnodion.',
  },
  'school-place': {
    summary: 'Gwneud cais am le mewn ysgol gynradd neu uwchradd.',
    about: 'Dweud wrthym pa ysgolion yr hoffech chi, a gweld beth rydym wedi’i gynnig.',
    needs: 'Rydym yn gofyn i chi brofi pwy ydych chi. Gwnewch gais o’ch cyfrif eich hun, nid o gyfrif y plentyn.',
    notYet:
      'Os ydych yn gwneud cais dros eich plentyn, gofynnwch i ni am god yn gyntaf: ffoniwch ni neu dewch i’n gweld, a dewch â’r dystysgrif geni.',
    next: 'Gallwch enwi tair ysgol. Rydym yn dweud wrth bawb ar yr un diwrnod yn y gwanwyn beth y gallwn ei gynnig.',
  },
};

const other: Words['other'] = {
  summary: 'Defnyddiwch y gwasanaeth hwn ar-lein.',
  about: 'Mewngofnodwch i ddefnyddio’r gwasanaeth hwn.',
  needs: 'Mae angen cyfrif.',
  notYet: '',
  next: 'Gallwch ddefnyddio’r gwasanaeth hwn nawr.',
};

const ways: Words['ways'] = {
  query: 'Mae’r dudalen hon yn anfon ei chais yn y cyfeiriad gwe, y ffordd symlaf.',
  pushed:
    'Mae’r dudalen hon yn anfon ei chais yn syth at y gwasanaeth mewngofnodi yn gyntaf (pushed authorization request), fel na ellir newid dim ohono ar y ffordd.',
  signed:
    'Mae’r dudalen hon yn llofnodi ei chais â’i hallwedd ei hun (request object), fel bod y gwasanaeth mewngofnodi yn gwybod nad oes neb wedi’i newid.',
};

const problems: Words['problems'] = {
  access_denied: {
    title: 'Ni wnaethoch fewngofnodi',
    text: 'Fe stopioch cyn y diwedd, neu fe ddewisoch beidio â rhannu eich manylion. Nid ydym wedi derbyn dim amdanoch chi.',
  },
  unmet_authentication_requirements: {
    title: 'Mae angen i ni fod yn fwy sicr mai chi sydd yno',
    text: 'Fe wnaethoch fewngofnodi, ond mae angen mwy o brawf o bwy ydych chi ar y gwasanaeth hwn nag y gallai’r cyfrif hwnnw ei roi.',
  },
  temporarily_unavailable: {
    title: 'Ni allwch fewngofnodi ar hyn o bryd',
    text: 'Mae problem gyda’r gwasanaeth mewngofnodi. Rhowch gynnig arall arni mewn ychydig funudau.',
  },
  unreachable: {
    title: 'Ni allwch fewngofnodi ar hyn o bryd',
    text: 'Nid oeddem yn gallu cyrraedd y gwasanaeth mewngofnodi. Rhowch gynnig arall arni mewn ychydig funudau. Nid ydych wedi gwneud dim o’i le.',
  },
  unknown_state: {
    title: 'Dechreuwch eto',
    text: 'Roedd y mewngofnodi hwn eisoes wedi gorffen, wedi cymryd gormod o amser, neu wedi dechrau mewn porwr arall.',
  },
  untrusted: {
    title: 'Nid oeddem yn gallu eich mewngofnodi’n ddiogel',
    text: 'Nid yr ateb a gawsom oedd yr un roeddem yn ei ddisgwyl, felly ni wnaethom ei ddefnyddio. Nid ydych wedi mewngofnodi.',
  },
  refused: {
    title: 'Nid yw rhywbeth wedi’i osod yn iawn',
    text: 'Ni dderbyniodd y gwasanaeth mewngofnodi ein cais. Ein camgymeriad ni yw hyn, nid eich un chi.',
  },
  lookup_ended: {
    title: 'Ni allwn weld eich manylion mwyach',
    text: 'Mae eich caniatâd wedi dod i ben. Os ydych am i ni gadw eich manylion yn gyfredol o hyd, mewngofnodwch unwaith eto.',
  },
};

const claims: Words['claims'] = {
  given_name: 'Enwau cyntaf',
  family_name: 'Enw olaf',
  birthdate: 'Dyddiad geni',
  address: 'Cyfeiriad cartref',
  email: 'Cyfeiriad e-bost',
  phone_number: 'Rhif ffôn',
};

export const cy: Words = {
  council: 'Cyngor Exampleton',
  skip: 'Neidio i’r prif gynnwys',
  menu: 'Prif ddewislen',
  languages: 'Ieithoedd',
  home: 'Hafan',
  helpLink: 'Cael help',
  demonstration: 'Cyngor dychmygol yw hwn. Mae’n dangos sut y gall cyngor ychwanegu mewngofnodi at ei wefan.',
  welcome: 'Beth hoffech chi ei wneud?',
  welcomeText: 'Defnyddiwch ein gwasanaethau ddydd neu nos. Mewngofnodwch â chyfrif a all fod gennych yn barod.',
  signedOut: 'Rydych wedi allgofnodi.',
  isSignedIn: 'Rydych wedi mewngofnodi',
  offline: 'Yn well gennych beidio â gwneud hyn ar-lein?',
  offlineText:
    'Gallwch wneud hyn i gyd dros y ffôn neu wyneb yn wyneb. Ni fydd rhaid i chi aros yn hirach na thalu mwy.',
  call: 'Ffoniwch ni',
  callHours: 'Dydd Llun i ddydd Gwener, 8am i 6pm',
  visit: 'Dewch i’n gweld',
  phone: '01632 960 001',
  place: 'Llyfrgell Exampleton, Stryd Fawr, dydd Llun i ddydd Gwener, 9am i 5pm',
  help: {
    title: 'Cael help',
    text: 'Gallwn ei wneud gyda chi, ar y ffôn neu wyneb yn wyneb. Nid oes angen cyfrifiadur, ffôn clyfar na chyfeiriad e-bost arnoch.',
    trouble: 'Os na allwch fewngofnodi',
    tips: [
      'Rhowch gynnig ar gyfrif arall: efallai fod gennych un gyda’r GIG, y llywodraeth neu eich cyngor.',
      'Os gofynnwyd am brawf nad oes gennych, siaradwch â ni. Rydym yn gwybod am ffyrdd eraill.',
      'Gallwch ofyn i ffrind neu berthynas eistedd gyda chi. Peidiwch byth â dweud eich cyfrinair wrthyn nhw nac wrthym ni.',
    ],
  },
  before: 'Cyn i chi ddechrau',
  start: 'Mewngofnodi',
  later: 'Mewngofnodi, a chadw fy manylion yn gyfredol',
  laterText:
    'Byddwn yn edrych ar eich enw a’ch cyfeiriad eto pan fydd eich trwydded yn dod i ben. Gallwch roi terfyn ar hyn unrhyw bryd.',
  forCouncils: 'I gynghorau: sut mae’r dudalen hon yn mewngofnodi pobl',
  asksFor: 'Nid yw’n gofyn am fwy nag sydd ei angen:',
  asksLevel: 'Mae hefyd yn gofyn am lefel ganolig o hyder ynghylch pwy yw’r person.',
  signedIn: 'Rydych wedi mewngofnodi',
  signedInAs: (name) => `Rydych wedi mewngofnodi fel ${name}.`,
  show: 'Dangos fy manylion',
  signOut: 'Allgofnodi',
  proofTitle: 'Profi pwy ydych chi',
  proofText:
    'Eisiau i ni gario bin allan i chi, neu fin mwy am ddim? Yna mae angen i ni wybod mai chi sydd yno mewn gwirionedd.',
  proof: 'Profi pwy ydych chi',
  actingFor: 'Rydych yn gwneud hyn ar ran rhywun arall',
  actingForText: {
    parent: 'Rydych yn gweithredu fel rhiant plentyn. Eu manylion nhw yr ydych yn eu gweld a’u newid yma.',
    guardian: 'Rydych yn gweithredu fel gwarcheidwad plentyn. Eu manylion nhw yr ydych yn eu gweld a’u newid yma.',
    attorney: 'Rydych yn gweithredu o dan bŵer atwrnai. Eu manylion nhw yr ydych yn eu gweld a’u newid yma.',
    deputy: 'Rydych yn gweithredu am i lys eich dewis. Eu manylion nhw yr ydych yn eu gweld a’u newid yma.',
    appointee: 'Rydych yn gweithredu fel penodai. Eu manylion nhw yr ydych yn eu gweld a’u newid yma.',
    carer: 'Rydych yn gweithredu fel gofalwr. Eu manylion nhw yr ydych yn eu gweld a’u newid yma.',
  },
  yourDetails: 'Eich manylion',
  noDetails: 'Ni dderbyniwyd unrhyw fanylion amdanoch.',
  refresh: 'Edrych ar fy manylion eto',
  refreshed: (times) => (times === 1 ? 'Edrychwyd eto unwaith.' : `Edrychwyd eto ${times} gwaith.`),
  received: 'Beth gafodd y wefan hon',
  receivedText: 'Ni fyddai cyngor go iawn yn dangos hyn i chi. Mae yma i ddangos sut mae mewngofnodi’n gweithio.',
  name: 'Enw',
  value: 'Gwerth',
  notSent: 'heb ei anfon',
  idToken: 'Pob hawliad yn y tocyn ID',
  userinfo: 'Ateb userinfo',
  identity: {
    none: 'Nid ydym yn gwybod pwy ydych chi, dim ond mai chi sydd yno eto.',
    low: 'Mae rhywfaint o dystiolaeth o bwy ydych chi.',
    medium: 'Rydych wedi profi pwy ydych chi.',
    high: 'Rydych wedi profi pwy ydych chi yn dda iawn.',
    'very-high': 'Rydych wedi profi pwy ydych chi cystal ag y gellir.',
  },
  tryAgain: 'Rhoi cynnig arall arni',
  code: 'Cod i’n staff:',
  notFoundTitle: 'Ni allwn ddod o hyd i’r dudalen honno',
  notFoundText: 'Efallai fod y cyfeiriad yn anghywir, neu fod y dudalen wedi symud.',
  failedTitle: 'Aeth rhywbeth o’i le',
  failedText: 'Ein camgymeriad ni yw hyn, nid eich un chi. Rhowch gynnig arall arni mewn ychydig funudau.',
  services,
  other,
  ways,
  problems,
  claims,
};
