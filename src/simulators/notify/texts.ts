// What the templates in the simulated Notify say, with ((fields)) as in the real one: a council copies them from its pages into its own account.
// They must use fields of their kind only (notices/kinds.ts), and say nothing that a thief of the post could use beyond the code.
import type { Language } from '../../config/schema/common.ts';
import type { Channel, Kind } from '../../notices/kinds.ts';

/** A text message has no subject. */
export interface Text {
  subject?: string;
  body: string;
}
type InBoth = Record<Language, Text>;

const vouchNotice: InBoth = {
  en: {
    subject: '((organisation)) has checked who you are',
    body: `Dear ((name))

On ((checked_on)), someone at ((organisation)) met a person and noted that it was you. This helps you to use council services online.

# If it was you
You do not need to do anything.

# If it was not you
Tell us now. We will stop it at once.

* Go to ((link)) and type this code: ((code))
* Or ask us: ((help))

Do not give the code to anyone who calls you. We will not ask you for it.`,
  },
  cy: {
    subject: 'Mae ((organisation)) wedi gwirio pwy ydych chi',
    body: `Annwyl ((name))

Ar ((checked_on)), fe wnaeth rhywun yn ((organisation)) gyfarfod â pherson a nodi mai chi oedd y person hwnnw. Mae hyn yn eich helpu i ddefnyddio gwasanaethau’r cyngor ar-lein.

# Os mai chi oedd y person
Nid oes angen i chi wneud dim.

# Os nad chi oedd y person
Rhowch wybod i ni nawr. Byddwn yn atal hyn ar unwaith.

* Ewch i ((link)) a theipiwch y cod hwn: ((code))
* Neu gofynnwch i ni: ((help))

Peidiwch â rhoi’r cod i neb sy’n eich ffonio. Ni fyddwn yn gofyn i chi amdano.`,
  },
};

const grantNotice: InBoth = {
  en: {
    subject: 'Someone can now act for you',
    body: `Dear ((name))

((actor)) can now use this service for you: ((service)). This was set up at ((organisation)). It ends on ((ends_on)).

# If this is right
You do not need to do anything. You can see each use at ((link))

# If this is wrong, or you want it to stop
You can end it when you like. You do not have to say why.

* Go to ((link)) and end it there
* Or ask us: ((help))`,
  },
  cy: {
    subject: 'Gall rhywun weithredu ar eich rhan nawr',
    body: `Annwyl ((name))

Gall ((actor)) ddefnyddio’r gwasanaeth hwn ar eich rhan nawr: ((service)). Cafodd hyn ei drefnu yn ((organisation)). Daw i ben ar ((ends_on)).

# Os yw hyn yn iawn
Nid oes angen i chi wneud dim. Gallwch weld pob defnydd yn ((link))

# Os nad yw hyn yn iawn, neu os ydych am iddo stopio
Gallwch ddod â hyn i ben pryd bynnag y mynnwch. Nid oes rhaid i chi ddweud pam.

* Ewch i ((link)) a dewch â hyn i ben yno
* Neu gofynnwch i ni: ((help))`,
  },
};

const grantUsed: InBoth = {
  en: {
    subject: 'Someone has used a service for you',
    body: `((actor)) used ((service)) for you on ((used_on)).

If you did not expect this, go to ((link)) to see it and to end it.`,
  },
  cy: {
    subject: 'Mae rhywun wedi defnyddio gwasanaeth ar eich rhan',
    body: `Defnyddiodd ((actor)) y gwasanaeth ((service)) ar eich rhan ar ((used_on)).

Os nad oeddech yn disgwyl hyn, ewch i ((link)) i’w weld ac i ddod ag ef i ben.`,
  },
};

export const texts: Record<Kind, Partial<Record<Channel, InBoth>>> = {
  'vouch-notice': { letter: vouchNotice, email: vouchNotice },
  'grant-notice': { letter: grantNotice, email: grantNotice },
  'grant-used': {
    email: grantUsed,
    sms: {
      en: {
        body: '((actor)) used ((service)) for you on ((used_on)). Not what you expected? See it or end it: ((link))',
      },
      cy: {
        body: 'Defnyddiodd ((actor)) ((service)) ar eich rhan ar ((used_on)). Ddim yn disgwyl hyn? Gweld neu ddod ag ef i ben: ((link))',
      },
    },
  },
};

/** The fields of a text, in order, each once. */
export const fieldsIn = ({ subject = '', body }: Text): string[] => [
  ...new Set([...`${subject}\n${body}`.matchAll(/\(\((\w+)\)\)/g)].map(([, name = '']) => name)),
];

/** A text with its fields filled in. */
export function filled({ subject, body }: Text, values: Readonly<Record<string, string>>): Text {
  const fill = (text: string) => text.replaceAll(/\(\((\w+)\)\)/g, (_whole, name: string) => values[name] ?? '');
  return { ...(subject !== undefined && { subject: fill(subject) }), body: fill(body) };
}
