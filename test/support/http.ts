// The tests' browser is the assessors' visitor: it stands in src/assessment/visitor/, and this is the way there.
export { type Browser, createBrowser, type Page } from '../../src/assessment/visitor/http.ts';
