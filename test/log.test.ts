import { expect } from 'chai';
import { HubError } from '../src/errors.ts';
import { createLog, describeError } from '../src/log.ts';

describe('log', () => {
  function capture(level: string) {
    const lines: string[] = [];
    return { lines, log: createLog(level, { write: (line: string) => void lines.push(line) }) };
  }

  it('writes JSON lines from its level on, with a time and the level by name', () => {
    const { lines, log } = capture('info');
    log.debug('not this');
    log.info({ reference: 'BCDF-2345' }, 'refused');
    expect(lines).to.have.length(1);
    const line: unknown = JSON.parse(lines[0] ?? '');
    expect(line)
      .to.include({ level: 'info', reference: 'BCDF-2345', msg: 'refused' })
      .and.have.all.keys('level', 'time', 'reference', 'msg');
  });

  it('tells an error’s kind, detail, place and causes, but never its message or what hangs on it', () => {
    const { lines, log } = capture('info');
    const cause = Object.assign(new Error('MARKER in a message'), {
      code: 'ECONNREFUSED',
      // What PostgreSQL's driver says here quotes the values of a row.
      detail: 'Failing row contains (MARKER)',
      body: 'MARKER',
      bindings: ['MARKER'],
    });
    log.warn({ error: new HubError('provider_unavailable', { detail: 'no answer', cause }) }, 'no sweep');
    const { error } = JSON.parse(lines[0] ?? '') as { error: { at: string[]; cause: Record<string, unknown> } };
    expect(error).to.include({ name: 'HubError', code: 'provider_unavailable', detail: 'no answer' });
    expect(error.at).to.be.an('array').and.not.be.empty;
    expect(error.cause).to.include({ name: 'Error', code: 'ECONNREFUSED' });
    expect(lines.join()).not.to.include('MARKER');
  });

  it('says no more than that of what is no error', () => {
    expect(describeError('MARKER')).to.deep.equal({ name: 'unknown' });
    expect(describeError({ code: 'MARKER' })).to.deep.equal({ name: 'unknown' });
  });
});
