// A refusal in OAuth's words, thrown wherever a request breaks a rule; the endpoint decides how it travels (redirect, JSON or page).
// It must never hold a secret of the client: the description is sent back as it is.

/** RFC 6749, sections 4.1.2.1 and 5.2; RFC 6750, section 3.1. */
export class Refusal extends Error {
  readonly error: string;
  readonly status: number;

  constructor(error: string, description: string, status = 400) {
    super(description);
    this.name = 'Refusal';
    this.error = error;
    this.status = status;
  }
}
