// How tests read a page is how the assessors' visitor reads it: src/assessment/visitor/html.ts.
export { attributesOf, decode, formsIn, textOf } from '../../src/assessment/visitor/html.ts';
