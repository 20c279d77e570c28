// The simulators' own few words in the languages that the real page would be asked for in. The people are described in English only.

export const words = {
  en: {
    notice: 'This is a simulation, not the real service. All people are invented.',
    title: 'Sign in',
    choose: 'Who is signing in?',
    nobody: 'Choose who is signing in',
    asked: 'The service asks for',
    level: 'Level to give',
    best: 'The best of what was asked that the person reaches',
    wrong: 'Make it go wrong',
    proves: 'Can prove here',
    short: 'That is not what the service asks for.',
    next: 'Continue',
  },
  cy: {
    notice: 'Efelychiad yw hwn, nid y gwasanaeth go iawn. Pobl ddychmygol yw pawb.',
    title: 'Mewngofnodi',
    choose: 'Pwy sy’n mewngofnodi?',
    nobody: 'Dewiswch pwy sy’n mewngofnodi',
    asked: 'Mae’r gwasanaeth yn gofyn am',
    level: 'Lefel i’w rhoi',
    best: 'Y gorau o’r hyn a ofynnwyd y gall y person ei gyrraedd',
    wrong: 'Gwneud i bethau fynd o chwith',
    proves: 'Gall brofi yma',
    short: 'Nid dyna y mae’r gwasanaeth yn gofyn amdano.',
    next: 'Parhau',
  },
} as const;
