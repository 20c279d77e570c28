// `/staff/assist`: an officer who sits beside somebody says so, by the number on the person's page (D6). The trail keeps it, and the person reads it.
// It must never show anything of the person or their sign-in, nor give the officer any part in it: no authority, no secret, no token.
import express from 'express';
import { readReference, type SignIn, type SignIns } from '../../signin/record.ts';
import type { Vault } from '../../store/contracts.ts';
import { pseudonymOf, type Recorder } from '../../trail/events.ts';
import type { OwnPages } from '../../views/own-pages.ts';
import { type AssistReason, assistReasons } from '../../views/staff-pages.ts';
import type { At, StaffRoom } from '../../views/staff-room.ts';

export interface AssistOptions {
  signIns: Pick<SignIns, 'findByReference' | 'change'>;
  vault: Pick<Vault, 'token'>;
  trail: Recorder;
}

type Options = AssistOptions & { pages: OwnPages; home: string };

const path = '/staff/assist';

/** The room of officers who help somebody to sign in. */
export function createAssistRoom(options: AssistOptions): StaffRoom {
  return {
    name: 'assist',
    path,
    role: 'officer',
    routes({ pages, home, through }) {
      const all = { ...options, pages, home };
      const form = express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 5 });
      return express
        .Router()
        .get(
          path,
          through(async (at) => show(at, all, {})),
        )
        .post(
          path,
          form,
          through((at) => assist(at, all)),
        );
    },
  };
}

interface Shown {
  typed?: { reference: string; reason: string };
  wrong?: { reference: boolean; reason: boolean };
}

function show(at: At, { pages, home }: Options, { typed = { reference: '', reason: '' }, wrong }: Shown): void {
  const done = at.request.query.done !== undefined && at.request.method === 'GET';
  const form = pages.form(path, at.here);
  pages.show(at, { page: 'staff-assist', form, typed, wrong, done, back: home }, wrong ? 400 : 200);
}

async function assist(at: At, options: Options): Promise<void> {
  const { pages, signIns, vault, trail } = options;
  const { reference: number = '', reason: said = '' } = pages.fields(at, at.here);
  const reference = readReference(number);
  const reason = assistReasons.find((one): one is AssistReason => one === said);
  const found = reference && (await signIns.findByReference(reference));
  const signIn = found && !isOver(found) ? found : undefined;
  if (!signIn || !reason) {
    const wrong = { reference: !signIn, reason: !reason };
    return show(at, options, { typed: { reference: number, reason: said }, wrong });
  }
  await signIns.change(signIn, helped);
  await trail({
    event: 'sign-in.assisted',
    reference: signIn.reference,
    ...(signIn.person && { person: signIn.person }),
    words: { by: pseudonymOf(at.officer, vault), reason },
  });
  pages.redirect(at, `${path}?done=yes`);
}

/** One that was put off is finished, and gone on with by its code. */
const isOver = ({ finished, resumeCode }: SignIn): boolean => finished === true && resumeCode === undefined;

/** Said twice, it holds since the first time. */
const helped = (before: SignIn): SignIn =>
  isOver(before) || before.assistedSince ? before : { ...before, assistedSince: Math.floor(Date.now() / 1000) };
