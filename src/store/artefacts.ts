// What oidc-provider keeps between requests: its adapter, over one narrow table a model. Sessions have their own file.
// It must never let a code, token, pushed request or assertion be used twice, nor write an identifier down in clear.
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';
import type { Json } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import type { ArtefactHooks } from './artefact-hooks.ts';
import { createArtefactsAtHand } from './artefacts-at-hand.ts';
import type { Desk } from './at-hand.ts';
import type { Vault } from './contracts.ts';
import type { Database } from './database.ts';
import type { Granted } from './granted.ts';
import type { Recall } from './recall.ts';
import { createSessionAdapter } from './sessions.ts';
import { endOf, epoch, hashed } from './values.ts';

/** Adapters for one Provider: `artefacts(hooks)` goes into its configuration. Every model but `Client` has a table. */
export type ArtefactAdapterFactory = (hooks: ArtefactHooks) => AdapterFactory;

interface Table {
  name: string;
  /** Rows belong to a grant and go with it. */
  grantBound?: true;
  /** A row is written once; writing it again, while it lives, is a second use. */
  writtenOnce?: true;
  /** A crash must not make one good again: where it is kept at hand, it is written when the process ends. */
  atTheEnd?: true;
  /** Seconds for which a row is kept, and found, after its end. */
  afterlife?: number;
}

const tables = new Map<string, Table>([
  ['Interaction', { name: 'interactions' }],
  ['Grant', { name: 'grants' }],
  ['AuthorizationCode', { name: 'authorization_codes', grantBound: true, atTheEnd: true }],
  ['AccessToken', { name: 'access_tokens', grantBound: true }],
  ['RefreshToken', { name: 'refresh_tokens', grantBound: true }],
  // A person may take longer to sign in than a pushed request lives; the library looks for it again when it answers
  // (with ignoreExpiration), and could not see that it was used if it were gone.
  ['PushedAuthorizationRequest', { name: 'pushed_authorization_requests', afterlife: 12 * 3600 }],
  // Kept through the last second of its assertion, in which the assertion is still accepted.
  ['ReplayDetection', { name: 'replay_records', writtenOnce: true, afterlife: 1 }],
  ['ClientCredentials', { name: 'client_credentials' }],
]);

/** Names of the tables that `sweep` has to look after. */
export const artefactTables: readonly string[] = [...tables.values()].map(({ name }) => name);

interface Row {
  content: Buffer;
  consumed_at: number | null;
  expires_at: number;
}

const upsertOf = ({ name, writtenOnce }: Table): string =>
  `INSERT INTO ${name} (id, grant_id, content, consumed_at, expires_at) VALUES (?, ?, ?, ?, ?)
   ON CONFLICT (id) DO UPDATE SET grant_id = excluded.grant_id, content = excluded.content,
     consumed_at = COALESCE(${name}.consumed_at, excluded.consumed_at), expires_at = excluded.expires_at
   ${writtenOnce ? `WHERE ${name}.expires_at <= ?` : ''} RETURNING consumed_at`;

function narrowAdapter(model: string, table: Table, { database, vault, hooks, recall, granted }: Parts): Adapter {
  const { name, grantBound, writtenOnce, afterlife = 0 } = table;
  const upsert = upsertOf(table);
  return {
    ...byIdAlone(model),
    async upsert(id, { jti: _, consumed, ...payload }, expiresIn) {
      const row = hashed(id);
      const content = vault.seal(payload as Json, `${name}:${row}`);
      const grant = payload.grantId ? hashed(payload.grantId) : null;
      const end = endOf(expiresIn, afterlife);
      if (model === 'Grant' && (await granted.write(row, { content, expiresAt: end }))) {
        recall.put(name, row, [{ content, consumed_at: null, expires_at: end }]);
        return;
      }
      const written = await database.rows<Pick<Row, 'consumed_at'>>(upsert, [
        row,
        grant,
        content,
        typeof consumed === 'number' ? consumed : null,
        end,
        ...(writtenOnce ? [epoch()] : []),
      ]);
      const [found] = written;
      if (!found) throw hooks.alreadyUsed(model);
      recall.put(name, row, [{ ...found, content, expires_at: end }]);
    },
    async find(id) {
      const row = hashed(id);
      const [found] = await recall.rows(name, row, () =>
        database.rows<Row>(`SELECT content, consumed_at, expires_at FROM ${name} WHERE id = ?`, [row]),
      );
      if (!found || found.expires_at <= epoch()) return undefined;
      const payload = vault.open(found.content, `${name}:${row}`) as AdapterPayload;
      return { ...payload, jti: id, ...(found.consumed_at === null ? {} : { consumed: found.consumed_at }) };
    },
    async consume(id) {
      const consumed = await database.rows(
        `UPDATE ${name} SET consumed_at = ? WHERE id = ? AND consumed_at IS NULL AND expires_at > ? RETURNING 1 AS won`,
        [epoch(), hashed(id), epoch()],
      );
      recall.drop(name, hashed(id));
      if (consumed.length === 0) throw hooks.alreadyUsed(model);
    },
    async destroy(id) {
      await database.rows(`DELETE FROM ${name} WHERE id = ?`, [hashed(id)]);
      recall.drop(name, hashed(id));
    },
    async revokeByGrantId(grantId) {
      if (!grantBound) return;
      await database.rows(`DELETE FROM ${name} WHERE grant_id = ?`, [hashed(grantId)]);
      recall.clear();
    },
  };
}

interface Parts {
  database: Database;
  vault: Vault;
  hooks: ArtefactHooks;
  recall: Recall;
  granted: Granted;
}

const unsupported = (model: string, by: string): HubError =>
  new HubError('internal', { detail: `${model} cannot be looked up by ${by}` });

/** Look-ups that the library makes of sessions and of device codes only. */
const byIdAlone = (model: string): Pick<Adapter, 'findByUid' | 'findByUserCode'> => ({
  async findByUid() {
    throw unsupported(model, 'uid');
  },
  async findByUserCode() {
    throw unsupported(model, 'user code');
  },
});

/** Models that a process with a database of its own has at hand. */
const short: readonly string[] = ['Interaction', 'AuthorizationCode'];

/**
 * The adapters of a database; `desk` where one process has it to itself. Errors: HubError `internal` for a model without a table; else what
 * the hooks give.
 */
export function createArtefacts(
  database: Database,
  vault: Vault,
  {
    desk,
    recall,
    granted,
    begun,
  }: Pick<Parts, 'recall' | 'granted'> & {
    desk: Desk | undefined;
    begun?: ((uid: string) => void) | undefined;
  },
): ArtefactAdapterFactory {
  const adaptersAtHand = new Map(
    short.map((model) => [
      model,
      desk &&
        createArtefactsAtHand(desk, {
          database,
          vault,
          ...tableOf(model),
          // A request that waits is called as the sign-in that it leads to.
          ...(model === 'Interaction' && { begun }),
        }),
    ]),
  );
  return (hooks) => (model) => {
    if (model === 'Session') return createSessionAdapter(database, vault, { hooks, recall });
    const atHand = adaptersAtHand.get(model);
    if (atHand) return { ...byIdAlone(model), ...atHand(() => hooks.alreadyUsed(model)) };
    return narrowAdapter(model, tableOf(model), { database, vault, hooks, recall, granted });
  };
}

function tableOf(model: string): Table {
  const table = tables.get(model);
  if (!table) throw new HubError('internal', { detail: `the store has no table for ${model}` });
  return table;
}

/** How many sign-ins are under way: what a request that nobody vouches for can make the database hold. */
export async function underWay(database: Database): Promise<number> {
  const rows = await database.rows<{ count: number | string }>('SELECT COUNT(*) AS count FROM interactions');
  return Number(rows[0]?.count ?? 0);
}
