// A refusal as GOV.UK Notify words it: a status, and a list of errors with a type and a message each (REST API, "Error codes").
// It must never hold what a request said: messages name fields, not values.

export interface NotifyProblem {
  error: 'AuthError' | 'BadRequestError' | 'ValidationError' | 'RateLimitError' | 'NoResultFound' | 'Exception';
  message: string;
}

export class NotifyRefusal extends Error {
  readonly status: number;
  readonly problems: readonly NotifyProblem[];

  constructor(status: number, ...problems: NotifyProblem[]) {
    super(problems.map(({ message }) => message).join('; '));
    this.name = 'NotifyRefusal';
    this.status = status;
    this.problems = problems;
  }
}

export const badRequest = (message: string): NotifyRefusal =>
  new NotifyRefusal(400, { error: 'BadRequestError', message });
export const invalid = (...messages: string[]): NotifyRefusal =>
  new NotifyRefusal(400, ...messages.map((message) => ({ error: 'ValidationError' as const, message })));
