// The links of an account beneath the one that counts: each stands again when the one on top of it is undone. Within moves (moves.ts).
// It must never lose whose an account was, or undoing would stop halfway and forgetting would leave somebody behind.
import type { Statements } from './database.ts';

export interface Edge {
  came_from: string | null;
  rule: string | null;
}

/** How an account came to a person. */
export const edgeOf = async ({ rows }: Statements, account: string, person: string): Promise<Edge | undefined> =>
  (await rows<Edge>('SELECT came_from, rule FROM accounts WHERE account = ? AND person = ?', [account, person]))[0];

/** Whether it is one that can be undone. */
export const isLinked = ({ rule }: Edge): boolean => rule !== null && rule !== 'new-account';

/** Keeps a link on which another one is made. */
export async function keepEdge({ rows }: Statements, account: string, edge: Edge): Promise<void> {
  if (!isLinked(edge)) return;
  await rows(
    `INSERT INTO earlier_links (account, number, rule, came_from)
     SELECT ?, COALESCE(MAX(number), 0) + 1, ?, ? FROM earlier_links WHERE account = ?`,
    [account, edge.rule, edge.came_from, account],
  );
}

/** Takes back the link on which the one that is undone was made. */
export async function takeEdge({ rows }: Statements, account: string): Promise<Edge> {
  const [edge] = await rows<Edge>(
    `DELETE FROM earlier_links WHERE account = ? AND number = (SELECT MAX(number) FROM earlier_links WHERE account = ?)
     RETURNING came_from, rule`,
    [account, account],
  );
  return edge ?? { came_from: null, rule: 'new-account' };
}

/** Forgets the links of an account; returns whose it was before each. */
export async function forgetEdges({ rows }: Statements, account: string): Promise<string[]> {
  const edges = await rows<Edge>('DELETE FROM earlier_links WHERE account = ? RETURNING came_from, rule', [account]);
  return edges.flatMap(({ came_from }) => (came_from === null ? [] : [came_from]));
}
