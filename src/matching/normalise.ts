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
