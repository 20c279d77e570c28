// The second step as a machine: a way is begun, codes are tried, and it is over or goes on. No HTTP here.
// It must never go on for somebody whose code was not right, whatever they did before.
import { issue, judge, type Verdict } from './codes.ts';
import { hour, lifetimes, type Office, type Visit } from './office.ts';
import { type Obstacle, obstacleTo, type WayName } from './ways.ts';

/** What stands between this person and a way now. */
export const obstacleFor = (office: Office, { account, login }: Visit, way: WayName): Obstacle | undefined =>
  obstacleTo(way, { means: account.means, classes: login.classes, isLocked: office.triesFor(account.id, way) < 1 });

/** Begins a way: a code is sent, a square is named. A letter is not ordered yet. A square stays the same however often it is begun. */
export function begin(office: Office, visit: Visit, way: WayName): Visit {
  const { account, login, trouble, square: before } = visit;
  const plain = { login, account, trouble, way, ...(before && { square: before }) };
  const tries = office.triesFor(account.id, way);
  switch (way) {
    case 'letter':
      return plain;
    case 'desk':
      office.call(account, login.locale);
      return plain;
    case 'card': {
      const square = before ?? office.cards.pick(account.id);
      return {
        ...plain,
        square,
        issued: issue(office.now() + hour, { code: office.cards.codeAt(account.id, square), tries }),
      };
    }
    default:
      return { ...plain, issued: issue(office.now() + lifetimes.code, { tries }) };
  }
}

/** The code that the person is to type now. Undefined: none was sent, ordered or given, or it is used up. */
export function issuedIn(office: Office, { account, way, issued }: Visit) {
  if (way === 'letter') return office.letterOf(account.id)?.issued;
  return way === 'desk' ? office.callOf(account.id)?.issued : issued;
}

/** Tries a code. The visit that comes back is the one to go on with. */
export function attempt(office: Office, visit: Visit, typed: string): { visit: Visit; verdict: Verdict | 'none' } {
  const { account, way, square, issued: _mine, ...rest } = visit;
  const issued = issuedIn(office, visit);
  if (!way || !issued) return { visit, verdict: 'none' };
  const { verdict, left } = judge(issued, typed, office.now());
  if (way === 'letter') office.keepLetter(account.id, left);
  else if (way === 'desk') office.keepCall(account.id, left);
  else if (verdict === 'wrong' || verdict === 'no-more-tries') office.missed(account.id, way);
  else if (verdict === 'right') office.forgive(account.id, way);
  if (verdict === 'right' && way === 'card' && square) office.cards.cross(account.id, square);
  const isMine = way !== 'letter' && way !== 'desk';
  return {
    verdict,
    visit: { ...rest, account, way, ...(square && { square }), ...(isMine && left && { issued: left }) },
  };
}
