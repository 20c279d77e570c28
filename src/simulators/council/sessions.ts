// The council's own browser sessions: who asked for what (attempts), and who is signed in to which service. In memory only.
// It must never keep an id across a sign-in (session fixation), nor grow without a limit.
import { randomBytes } from 'node:crypto';

export type Claims = Readonly<Record<string, unknown>>;

/** A request to the hub that has not come back. Answered once at most. */
export interface Attempt {
  service: string;
  state: string;
  nonce: string;
  codeVerifier: string;
}

/** One service's sign-in, as the hub answered it. */
export interface SignIn {
  idToken: string;
  claims: Claims;
  userinfo: Claims;
  refreshToken?: string;
  /** How often the details were looked up again. */
  refreshes: number;
  /** Set while a refresh is under way, so that two clicks never redeem one token twice. */
  refreshing?: Promise<SignIn>;
}

export interface Session {
  id: string;
  /** Proves that a form or a sign-out link came from our own page. */
  formToken: string;
  /** By state. */
  attempts: Map<string, Attempt>;
  /** By service id. */
  signIns: Map<string, SignIn>;
  /** State of a sign-out that is on its way through the hub. */
  leaving?: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

export interface Sessions {
  find(id: string | undefined): Session | undefined;
  /** Like `find`, and for half a minute also by the id before the last sign-in: two tabs may come back at the same moment. */
  findToFinish(id: string | undefined): Session | undefined;
  open(): Session;
  addAttempt(session: Session, attempt: Attempt): void;
  /** Gives the session a new id and a new lifetime; the old id opens nothing any more. */
  renew(session: Session): void;
  /** Ends what a logout token names: the sign-ins of this service with this sid, or where there is none, this sub. */
  end(service: string, who: { sid?: unknown; sub?: unknown }): number;
}

const lifetime = 60 * 60 * 1000;
const grace = 30 * 1000;
const maxSessions = 10_000;
const maxAttempts = 10;

const newId = (): string => randomBytes(32).toString('base64url');

function dropOldest<T>(map: Map<string, T>, limit: number): void {
  for (const key of map.keys()) {
    if (map.size < limit) return;
    map.delete(key);
  }
}

function isNamed(claims: Claims, who: { sid?: unknown; sub?: unknown }): boolean {
  if (who.sub !== undefined && who.sub !== claims.sub) return false;
  return who.sid === undefined || claims.sid === undefined ? who.sub !== undefined : who.sid === claims.sid;
}

/** Makes an empty store of sessions. Each lives an hour from its last sign-in; the oldest give way when there are too many. */
export function createSessions(): Sessions {
  const sessions = new Map<string, Session>();
  const renewed = new Map<string, { session: Session; until: number }>();

  const find: Sessions['find'] = (id) => {
    const session = id === undefined ? undefined : sessions.get(id);
    if (!session || session.expiresAt > Date.now()) return session;
    sessions.delete(session.id);
    return undefined;
  };

  return {
    find,
    findToFinish(id) {
      const before = id === undefined ? undefined : renewed.get(id);
      return before && before.until > Date.now() ? find(before.session.id) : find(id);
    },
    open() {
      dropOldest(sessions, maxSessions);
      const session: Session = {
        id: newId(),
        formToken: newId(),
        attempts: new Map(),
        signIns: new Map(),
        expiresAt: Date.now() + lifetime,
      };
      sessions.set(session.id, session);
      return session;
    },
    addAttempt(session, attempt) {
      dropOldest(session.attempts, maxAttempts);
      session.attempts.set(attempt.state, attempt);
    },
    renew(session) {
      dropOldest(renewed, maxSessions);
      renewed.set(session.id, { session, until: Date.now() + grace });
      sessions.delete(session.id);
      session.id = newId();
      session.formToken = newId();
      session.expiresAt = Date.now() + lifetime;
      sessions.set(session.id, session);
    },
    end(service, who) {
      const ended = [...sessions.values()].filter((session) => {
        const signIn = session.signIns.get(service);
        return signIn !== undefined && isNamed(signIn.claims, who) && session.signIns.delete(service);
      });
      return ended.length;
    },
  };
}
