// Fields of a form as the hub takes them: each once, as text. What is repeated is refused, never guessed at.
import { HubError } from '../errors.ts';

/** The parsed body of an urlencoded POST. @throws HubError `bad_request` for a repeated field */
export function formFields(request: { body?: unknown }): Record<string, string> {
  const fields = (request.body ?? {}) as Record<string, unknown>;
  for (const value of Object.values(fields)) {
    if (typeof value !== 'string') throw new HubError('bad_request', { detail: 'a form field was sent twice' });
  }
  return fields as Record<string, string>;
}
