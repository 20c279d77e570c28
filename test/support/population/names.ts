// Names for the invented population: pools of common ones with falling frequencies, and rare ones put together from parts. Nobody is meant.
// The shares are assumptions, made to look like Britain's: a few names are very common, and some communities share few surnames.
import type { Draw } from './draw.ts';

export type Origin = 'english' | 'welsh' | 'scottish' | 'south-asian' | 'african' | 'eastern-european' | 'chinese';

interface Pool {
  share: number;
  female: readonly string[];
  male: readonly string[];
  family: readonly string[];
  /** Share of people whose surname is put together from parts, and so is rare. */
  rare: number;
  /** What rare surnames are made of. */
  parts: readonly [readonly string[], readonly string[]];
  /** Share of people with one name only. */
  single: number;
  /** Share of people whose birth date is an estimate. */
  estimated: number;
}

const list = (text: string) => text.split(' ');

const places = list(
  'ash bar beck birk brad bram brook burn cald carl chat clay cliff col comb cran croft dal dean derby dun east eld farn fen ford fox gar glen gran green hal ham hart haw hazel hen hold hol hurst kel kirk lang lea lin lock mar mel mill moor net nor oak ormer pem pen pick pres rad raven red ridge rock ros row rush sal sax sel shaw skel stan stock strat sut tam tet thorn tor wake wal ward wat wel west whit win wood wor yar',
);
const ends = list(
  'bank beck borough bridge brook burn bury by combe cote croft dale den don down field ford gate grave ham hill holme house hurst land lea ley low man mere more ridge riding rop sett shaw son stall stead stone stow thorpe ton tree wall ward water way well wick wood worth',
);

export const pools: Readonly<Record<Origin, Pool>> = {
  english: {
    share: 0.68,
    female: list(
      'Olivia Amelia Emily Sarah Margaret Susan Jean Patricia Jessica Charlotte Sophie Elizabeth Mary Dorothy Karen Julie Emma Laura Rebecca Rachel Hannah Lucy Chloe Grace Ruby Ella Lily Alice Joan Barbara Sheila Christine Linda Helen Claire Nicola Lisa Joanne Amanda Michelle Victoria Catherine Anna Eleanor Isabelle Florence Edith Ivy Hilda Doris',
    ),
    male: list(
      'Oliver George Harry Jack Thomas James William John David Michael Peter Paul Andrew Mark Stephen Richard Robert Christopher Daniel Matthew Adam Benjamin Samuel Joseph Charles Edward Henry Arthur Albert Frederick Alan Kenneth Ronald Brian Keith Colin Graham Ian Simon Martin Kevin Gary Jason Craig Lee Ryan Luke Nathan Callum Noah',
    ),
    family: list(
      'Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green Hall Wood Jackson Clarke Clark Harris Turner Cooper Hill Ward Moore Baker Harrison King Lee Martin Allen Shaw Bennett Bailey Mitchell Cook Carter Parker Webb Palmer Mason Hunt Knight Barker Marshall Foster Chapman Ellis Dixon Gibson Spencer Pearson Fox Holmes Rogers Gray',
    ),
    rare: 0.55,
    parts: [places, ends],
    single: 0,
    estimated: 0,
  },
  welsh: {
    share: 0.06,
    female: list(
      'Siân Megan Carys Ffion Angharad Bethan Catrin Eleri Lowri Nia Rhian Gwen Elin Mari Cerys Heledd Sioned Menna',
    ),
    male: list(
      'Dafydd Rhys Owain Gareth Huw Iwan Geraint Dylan Ieuan Emyr Gethin Aled Gwilym Llŷr Siôn Trystan Hywel Alun',
    ),
    family: list(
      'Jones Davies Williams Evans Thomas Roberts Lewis Hughes Morgan Griffiths Edwards Owen James Rees Price Morris Richards Lloyd Jenkins Powell',
    ),
    rare: 0.15,
    parts: [
      list('Llan Pen Tre Aber Cae Bryn Car Gwyn Ty Maes'),
      list('fair rhos coed dref mawr wen fan goch las llyn tal wyn'),
    ],
    single: 0,
    estimated: 0,
  },
  scottish: {
    share: 0.08,
    female: list(
      'Fiona Morag Isla Eilidh Catriona Kirsty Mairi Ailsa Iona Skye Shona Lorna Heather Aileen Moira Rhona',
    ),
    male: list(
      'Alasdair Hamish Callum Angus Ewan Fraser Duncan Malcolm Gregor Lachlan Fergus Rory Struan Murdo Donald Finlay',
    ),
    family: list(
      'Smith Brown Wilson Robertson Campbell Stewart Thomson Anderson Scott MacDonald Reid Murray Clark Ross Young Mitchell Watson Paterson Morrison MacLeod MacKenzie',
    ),
    rare: 0.3,
    parts: [
      list('Mac Mc Gil Kin Dal Cal Car Aber'),
      list('Ardle Alpin Nair Cuish Whirter Eachern Gowan Lintock Rae Vicar Quarrie Phail'),
    ],
    single: 0,
    estimated: 0,
  },
  'south-asian': {
    share: 0.09,
    female: list(
      'Aisha Fatima Priya Zainab Nasreen Shabana Amina Sunita Anjali Meena Farzana Rukhsana Parveen Simran Harpreet Jaspreet Kiran Samina Noor Maryam',
    ),
    male: list(
      'Mohammed Muhammad Ahmed Ali Imran Amir Rajesh Sanjay Vikram Harjit Gurpreet Jaswinder Tariq Asif Bilal Hassan Usman Anil Sunil Ravi',
    ),
    family: list(
      'Khan Patel Singh Kaur Hussain Begum Ahmed Ali Shah Akhtar Malik Mahmood Iqbal Miah Uddin Chaudhry Sharma Rahman Mirza Bibi',
    ),
    rare: 0.25,
    parts: [
      list('Raja Chandra Sri Deva Maha Guru Bala Nara Sura Vish'),
      list('narayan sekhar mohan kumar swamy nathan pathi ratne singh raman gopal das'),
    ],
    single: 0.02,
    estimated: 0.05,
  },
  african: {
    share: 0.04,
    female: list(
      'Ngozi Amara Abena Akosua Fatou Zahra Hodan Chiamaka Adaeze Efua Yaa Amina Halima Wanjiku Nneka Folake',
    ),
    male: list(
      'Kwame Kofi Chidi Emeka Yaw Abdi Hassan Oluwaseun Tunde Ibrahim Musa Kwabena Chukwuemeka Femi Ayodele Yusuf',
    ),
    family: list(
      'Mensah Owusu Boateng Okafor Adeyemi Osei Mohamed Abdi Ali Hassan Nwosu Eze Asante Okeke Adebayo Kamau Diallo Jallow',
    ),
    rare: 0.4,
    parts: [
      list('Ade Olu Oko Chuk Nwa Aki Ogun Ama Owu Ba'),
      list('bayo wole nkwo emeka diran tunde bola gbemi sola yinka chukwu gyei'),
    ],
    single: 0.03,
    estimated: 0.1,
  },
  'eastern-european': {
    share: 0.03,
    female: list(
      'Katarzyna Anna Agnieszka Małgorzata Ioana Elena Zuzanna Monika Jolanta Beata Oksana Daiva Ilze Mirela',
    ),
    male: list('Piotr Krzysztof Andrzej Tomasz Łukasz Marek Andrei Ionuț Vasile Paweł Grzegorz Jonas Mindaugas Bogdan'),
    family: list(
      'Nowak Kowalski Wiśniewski Wójcik Kamiński Popescu Popa Ionescu Lewandowski Zieliński Szymański Kazlauskas Petrauskas Kovács',
    ),
    rare: 0.6,
    parts: [
      list('Jan Mar Wal Koz Dom Bor Kra Pie Zal Gor Lis Sob'),
      list('owski ewicz iński czak escu enko auskas ovič iak ek uk aru'),
    ],
    single: 0,
    estimated: 0,
  },
  chinese: {
    share: 0.02,
    female: list('Mei Ling Xiu Fang Jing Yan Li Wei Hui Na Min Lan'),
    male: list('Wei Jian Ming Hao Jun Lei Qiang Bo Tao Feng Chun Kai'),
    family: list('Wong Chan Li Wang Zhang Chen Liu Lam Cheung Leung Ng Yang Huang Zhao'),
    rare: 0.02,
    parts: [list('Ou Si Shang Zhu Du'), list('yang ma guan ge gu')],
    single: 0,
    estimated: 0.01,
  },
};

export const origins = Object.keys(pools) as Origin[];

/** A surname of an origin; common ones follow Zipf. */
export function surname(origin: Origin, draw: Draw): string {
  const { family, rare, parts } = pools[origin];
  if (!draw.chance(rare)) return draw.zipf(family);
  const made = `${draw.pick(parts[0])}${draw.pick(parts[1])}`;
  // A second part, for the long tail.
  const longer = origin === 'english' && draw.chance(0.4) ? `${draw.pick(places)}${made}` : made;
  return longer[0]?.toUpperCase() + longer.slice(1).toLowerCase();
}

/** Given names of an origin: a first one, and for most a second. */
export function givenNames(origin: Origin, sex: 'female' | 'male', draw: Draw): string {
  const first = draw.zipf(pools[origin][sex], 0.5);
  return draw.chance(0.65) ? `${first} ${draw.pick(pools[origin][sex])}` : first;
}
