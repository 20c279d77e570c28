// Spans of the hub's own, at few places. Without a tracer (tracing.ts) they are nothing and cost nothing.
// An attribute must never hold anything of a person: no id of a sign-in, no subject, no query, no message of an error.
import { type Attributes, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { HubError } from '../errors.ts';

export const tracer = trace.getTracer('gatehouse');

/** Does the work in a span of this name, the child of the span that is under way. An error leaves its code there. */
export function inSpan<T>(name: string, attributes: Attributes, work: (span: Span) => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      failed(span, error instanceof HubError ? error.code : 'unexpected');
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The same, within a span that is under way; what goes on beside the requests, or after one was answered, stays without. */
export const inChildSpan = <T>(name: string, work: () => Promise<T>): Promise<T> =>
  trace.getActiveSpan()?.isRecording() ? inSpan(name, {}, work) : work();

/** Marks a span with a closed word for what went wrong. */
export function failed(span: Span, word: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', word);
}
