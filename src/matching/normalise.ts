// One spelling for names that are the same: before any two are compared. Pure.
// It must never make two different letters of one alphabet equal.

/** Without marks, case, spaces, hyphens, full stops and apostrophes (Unicode NFD, then case folding): `Siân O’Hara-Jones` is `sianoharajones`. */
export function plainName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s\p{Pd}.'’‘ʼ`´]/gu, '');
}

/** The names in a text, each plain, in order: `Siân O’Hara-Jones` is `sian`, `ohara`, `jones`. */
export const plainNames = (names: string): string[] =>
  names
    .split(/[\s\p{Pd}]+/u)
    .map(plainName)
    .filter((name) => name !== '');

/** A postcode without its space, in capitals; undefined for what cannot be one. */
export function plainPostcode(text: string): string | undefined {
  const code = text.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return /^[A-Z0-9]{3,8}$/.test(code) ? code : undefined;
}

/** Words of street names that are written in several ways. */
const streetWords: Readonly<Record<string, string>> = {
  rd: 'road',
  st: 'street',
  ave: 'avenue',
  av: 'avenue',
  ln: 'lane',
  cl: 'close',
  cres: 'crescent',
  dr: 'drive',
  ct: 'court',
  pl: 'place',
  gdns: 'gardens',
  sq: 'square',
  terr: 'terrace',
  tce: 'terrace',
};

/** House (number or name, with a flat before it) and street of a first line: `Flat 3, 88 Station Rd` is `3/88` and `stationroad`. */
export function plainStreet(line: string): { house?: string; street?: string } {
  const words = line
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && !['flat', 'apartment', 'apt', 'unit', 'no'].includes(word));
  const numbers = words.filter((word) => /\d/.test(word));
  const letters = words.filter((word) => !/\d/.test(word)).map((word) => streetWords[word] ?? word);
  const street = letters.join('');
  return { ...(numbers.length > 0 && { house: numbers.join('/') }), ...(street && { street }) };
}
