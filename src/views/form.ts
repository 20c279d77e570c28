// A form as pages have it. A type only, part of pages.ts.

/** Where a form goes, and the token that proves that this hub made the form. */
export interface Form {
  action: string;
  token: string;
}
