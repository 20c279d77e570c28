// Structured logs. They stand beside the trail and carry its reference numbers; they must never hold what a person is or typed:
// requests are logged by method, path without query, status and time, and nothing else of them.
import { type DestinationStream, type Logger, pino } from 'pino';
import { HubError } from './errors.ts';

export type Log = Logger;

/**
 * A JSON logger.
 *
 * @param level least severity that is written
 * @param destination where lines go; standard output when absent
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: undefined,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: describeError },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** An error's kind, private detail, place and causes, as the hub raised them: never a request or a response body. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { name: 'unknown' };
  const { code } = error as Error & { code?: unknown };
  return {
    name: error.name,
    code: typeof code === 'string' ? code : undefined,
    // A database's own `detail` quotes what is in a row.
    detail: error instanceof HubError ? error.detail : undefined,
    at: error.stack
      ?.split('\n')
      .filter((line) => line.startsWith('    at '))
      .slice(0, 6)
      .map((line) => line.trim()),
    cause: error.cause ? describeError(error.cause) : undefined,
  };
}
