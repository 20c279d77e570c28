// Reads what somebody answered to the configured question. Pure. It must never keep or show an answer: callers hand it on and drop it.
import type { Question } from '../config/schema/question.ts';

export type Answer =
  /** `value` is trimmed, in capitals and without spaces. */
  { kind: 'answer'; value: string } | { kind: 'none' } | { kind: 'refused'; why: 'empty' | 'pattern' };

/** Reads the fields `answer` and `none` of the form in question-parts.njk. What is typed counts, also where the box is ticked. */
export function readAnswer(question: Question, fields: Readonly<Record<string, string>>): Answer {
  const value = (fields.answer ?? '').normalize('NFKC').toUpperCase().replace(/\s/g, '');
  if (value === '') return fields.none ? { kind: 'none' } : { kind: 'refused', why: 'empty' };
  const fits = value.length <= question.maxLength && new RegExp(question.pattern, 'u').test(value);
  return fits ? { kind: 'answer', value } : { kind: 'refused', why: 'pattern' };
}
