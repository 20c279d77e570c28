// Which of some evidence a service gets that asked for it by its parts (OpenID Connect for Identity Assurance 1.0, section 6.2). Pure.
// It must never show a part that was not asked for, nor evidence that is not what was asked for.
import type { Json } from '../connectors/contract.ts';
import { isObject } from '../is-object.ts';

type Wish = unknown;

/** Members of a wish that are about a value, and name no part of it. */
const constraints: readonly string[] = ['value', 'values', 'essential', 'purpose', 'max_age'];

/** Whether what there is is what was wished for; without a value, whether nothing in particular was. */
function fits(wish: Wish, has: unknown): boolean {
  if (Array.isArray(wish)) return wish.every((one) => Array.isArray(has) && has.some((part) => fits(one, part)));
  if (!isObject(wish)) return true;
  const { value, values, essential, max_age } = wish;
  if (has === undefined) return ![value, values, max_age].some((one) => one !== undefined) && essential !== true;
  if (max_age !== undefined) return false;
  if (value !== undefined && value !== has) return false;
  if (Array.isArray(values) && !values.includes(has)) return false;
  return Object.entries(wish).every(([name, part]) => {
    if (constraints.includes(name)) return true;
    return fits(part, isObject(has) && Object.hasOwn(has, name) ? has[name] : undefined);
  });
}

/** What the schema wants, whether or not it was asked for by name. */
const always: readonly string[] = ['type', 'check_method'];

/** The parts that a wish names; all where it names none. */
function parts(wish: Wish, has: Json): Json {
  if (Array.isArray(has)) return has.map((one) => parts(Array.isArray(wish) ? wish[0] : wish, one));
  if (!isObject(wish) || !isObject(has)) return has;
  const named = Object.keys(wish).filter((name) => !constraints.includes(name));
  const kept = Object.entries(has).filter(
    ([name]) => named.length === 0 || named.includes(name) || always.includes(name),
  );
  return Object.fromEntries(kept.map(([name, part]) => [name, parts(wish[name], part as Json)]));
}

/** What a wish for evidence gets of the only piece that there is; undefined where none of its entries is about that. */
export function evidenceFor(wishes: readonly Wish[], evidence: Json | undefined): Json | undefined {
  if (evidence === undefined) return undefined;
  const wish = wishes.find((one) => fits(one, evidence));
  return wish === undefined ? undefined : parts(wish, evidence);
}
