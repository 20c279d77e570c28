// Reads a file of people (CSV, RFC 4180) for training. It must never put what stands in the file into an error: only names and line numbers.
import { HubError } from '../errors.ts';
import type { Described } from '../matching/traits.ts';

const known = ['given_name', 'family_name', 'birthdate', 'street_address', 'locality', 'postal_code', 'uprn'] as const;
const needed = ['given_name', 'family_name', 'birthdate', 'street_address', 'postal_code'];

/**
 * The people of a file whose first line names the columns. Other columns are not read; an empty cell is not known.
 * @throws HubError `configuration` with the file's name and the line
 */
export function peopleOf(text: string, file: string): Described[] {
  const refuse = (line: number, what: string): never => {
    throw new HubError('configuration', { detail: `${file}, line ${line}: ${what}` });
  };
  const [head, ...rows] = rowsOf(text, refuse);
  const names = head?.cells.map((name) => name.trim()) ?? [];
  const lacking = needed.filter((name) => !names.includes(name));
  if (lacking.length > 0) refuse(1, `these columns are missing: ${lacking.join(', ')}`);
  return rows.map(({ line, cells }) => {
    if (cells.length !== names.length) refuse(line, `${cells.length} cells where the first line has ${names.length}`);
    const of = Object.fromEntries(known.map((name) => [name, cells[names.indexOf(name)]?.trim() || undefined]));
    if (of.birthdate && !/^\d{4}-\d{2}-\d{2}$/.test(of.birthdate)) refuse(line, 'birthdate is not YYYY-MM-DD');
    const { given_name, family_name, birthdate, ...address } = of;
    return { ...present({ given_name, family_name, birthdate }), address: present(address) };
  });
}

const present = (of: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(of).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

interface Row {
  line: number;
  cells: string[];
}

/** Cells by row; a quoted cell may hold commas, line ends and doubled quotes. Empty lines are left out. */
function rowsOf(text: string, refuse: (line: number, what: string) => never): Row[] {
  const rows: Row[] = [];
  let row: Row = { line: 1, cells: [] };
  let line = 1;
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  const body = text.replace(/^\uFEFF/, '');
  while (cell.lastIndex < body.length) {
    const found = cell.exec(body) ?? refuse(line, 'a quote stands where none may');
    const [whole, quoted, bare = '', end] = found;
    row.cells.push(quoted?.replaceAll('""', '"') ?? bare);
    line += whole.split('\n').length - 1;
    if (end === ',' && cell.lastIndex < body.length) continue;
    if (end === ',') row.cells.push('');
    if (row.cells.some((value) => value !== '')) rows.push(row);
    row = { line, cells: [] };
  }
  return rows;
}
