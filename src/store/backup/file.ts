// The form of a backup: gzipped lines of JSON, the same for both engines. A header, then each table with its columns and its rows, and at last
// how many rows there are and a digest. It must never hand out the rows of a file to its end without having checked the digest.
import { createHmac, type Hmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { HubError } from '../../errors.ts';
import { sameSecret } from '../../same-secret.ts';
import type { Vault } from '../contracts.ts';
import type { Value } from '../database.ts';

const headerSchema = z.object({
  gatehouse: z.literal('backup'),
  format: z.number(),
  /** Tells the master key, and nothing about it. */
  key: z.string(),
  at: z.string(),
  engine: z.enum(['sqlite', 'postgres']),
  migrations: z.array(z.string()),
});

/** `migrations`: the form of the database, in order. */
export type Header = Pick<z.infer<typeof headerSchema>, 'at' | 'engine' | 'migrations'>;

const name = z.string().regex(/^[a-z_]+$/);
const tableSchema = z.object({ table: name, columns: z.array(name).min(1) });
const endSchema = z.object({ rows: z.record(name, z.number()), digest: z.string() });
/** Bytes stand in brackets, as base64. */
const rowSchema = z.array(z.union([z.string(), z.number(), z.null(), z.tuple([z.base64()])]));

/** Some rows of a table; the first page of each table comes even when it has none. */
export interface Page {
  table: string;
  columns: readonly string[];
  rows: readonly (readonly Value[])[];
}

const format = 1;
/** Rows in a page, and characters in a line that is still believed to be one. */
const pageRows = 200;
const longest = 64_000_000;

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
const encoded = (value: Value) => (Buffer.isBuffer(value) ? [value.toString('base64')] : value);
const decoded = (value: z.infer<typeof rowSchema>[number]): Value =>
  Array.isArray(value) ? Buffer.from(value[0], 'base64') : value;

const digestOf = (vault: Vault): Hmac => createHmac('sha256', vault.derive('backup'));
const keyMark = (vault: Vault): string => vault.token('backup', 'master key');

const refused = (file: string, why: string, cause?: unknown) =>
  new HubError('configuration', { detail: `${file} ${why}. Nothing was written.`, cause });

/** The text of a backup, a page at a time. */
export async function* textOf(vault: Vault, header: Header, pages: AsyncIterable<Page>): AsyncGenerator<string> {
  const digest = digestOf(vault);
  const counts: Record<string, number> = {};
  const noted = (text: string) => {
    digest.update(text);
    return text;
  };
  yield noted(line({ gatehouse: 'backup', format, key: keyMark(vault), ...header }));
  for await (const { table, columns, rows } of pages) {
    if (counts[table] === undefined) yield noted(line({ table, columns }));
    counts[table] = (counts[table] ?? 0) + rows.length;
    if (rows.length > 0) yield noted(rows.map((row) => line(row.map(encoded))).join(''));
  }
  digest.update(JSON.stringify(counts));
  yield line({ rows: counts, digest: digest.digest('base64url') });
}

/** The lines of a gzipped file, without their ends. @throws HubError `configuration` for one that is none, or that is cut off */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  try {
    const text = createReadStream(file).on('error', (error) => gunzip.destroy(error));
    const gunzip = createGunzip();
    for await (const chunk of text.pipe(gunzip).setEncoding('utf8')) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > longest) throw refused(file, 'is not a backup');
      yield* lines;
    }
  } catch (error) {
    if (error instanceof HubError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') throw refused(file, `cannot be read (${code})`);
    throw refused(file, 'is cut off, or is not a backup', error);
  }
  if (rest !== '') throw refused(file, 'is cut off');
}

function parsed<T>(file: string, schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw refused(file, 'was altered, or is not a backup', cause);
  }
}

/**
 * What a backup says of itself, believed when its rows were read to the end.
 *
 * @throws HubError `configuration` for a file that is none, of another form, or written under another master key
 */
export async function headerOf(file: string, vault: Vault): Promise<Header> {
  for await (const text of linesOf(file)) {
    const header = parsed(file, headerSchema, text);
    if (header.format !== format) throw refused(file, `has format ${header.format}; this version reads ${format}`);
    if (header.key !== keyMark(vault))
      throw refused(file, 'was written under another master key: set the one that its hub had');
    return header;
  }
  throw refused(file, 'is empty');
}

/** The rows of a backup. @throws HubError `configuration`, after the last of them where not before, when the file was altered or cut off */
export async function* pagesIn(file: string, vault: Vault): AsyncGenerator<Page> {
  const digest = digestOf(vault);
  let page: { table: string; columns: string[]; rows: Value[][] } | undefined;
  let before: string | undefined;
  let first = true;
  for await (const text of linesOf(file)) {
    // The last line is not a row: each is looked at when the next has come.
    if (before !== undefined) {
      digest.update(`${before}\n`);
      if (before.startsWith('[')) {
        if (!page) throw refused(file, 'was altered');
        page.rows.push(parsed(file, rowSchema, before).map(decoded));
      } else if (!first) {
        if (page) yield page;
        page = { ...parsed(file, tableSchema, before), rows: [] };
      }
      first = false;
      if (page && page.rows.length >= pageRows) {
        yield page;
        page = { ...page, rows: [] };
      }
    }
    before = text;
  }
  const end = parsed(file, endSchema, before ?? '');
  const expected = digest.update(JSON.stringify(end.rows)).digest('base64url');
  if (!sameSecret(expected, end.digest)) throw refused(file, 'was altered');
  if (page) yield page;
}
