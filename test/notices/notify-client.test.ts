// What the hub makes of Notify's answers, over real HTTP: to the simulated Notify, and to servers that answer what no Notify would.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { createNotifyDoor } from '../../src/notices/notify-client.ts';
import { newNotifyKey } from '../../src/simulators/notify/key.ts';
import { type NotifySimulator, startNotify } from '../../src/simulators/notify/start.ts';
import type { Notice } from '../../src/store/notice-contracts.ts';
import { shippedConfig } from '../support/shipped.ts';
import { samples } from './sample.ts';

const { notices } = await shippedConfig();
if (!notices) throw new Error('the shipped configuration has no notices');
const { templates } = notices;
const key = newNotifyKey();

const noticeOf = (kind: keyof typeof samples, id = 'reference-1'): Notice =>
  ({ ...samples[kind], id, tries: 1, createdAt: 1_800_000_000 }) as Notice;
const templateOf = ({ kind, channel, language }: Notice) => templates[kind][channel]?.[language] ?? '';

describe('the door to Notify', () => {
  let notify: NotifySimulator;
  before(async () => {
    notify = await startNotify({ host: '127.0.0.1', port: 0, key, templates });
  });
  after(() => notify.close());
  afterEach(() => notify.fault('none'));
  const door = (limit = 5000, given = key) => createNotifyDoor({ url: notify.url, key: given, limit });

  for (const kind of ['vouch-notice', 'grant-notice', 'grant-used'] as const)
    it(`sends a ${kind} by its channel and finds it again by its reference`, async () => {
      const notice = noticeOf(kind, `reference-${kind}`);
      expect(await door().find(notice)).to.equal(undefined);
      const answer = await door().send(notice, templateOf(notice));
      const [sent] = notify.sent();
      expect(answer).to.deep.equal({ kind: 'taken', notifyId: sent?.id });
      expect(sent?.to).to.deep.equal([notice.to].flat());
      expect(sent?.template).to.include({ kind, channel: notice.channel, language: notice.language });
      expect(sent?.body).not.to.include('((');
      expect(await door().find(notice)).to.deep.equal(answer);
    });

  it('tells what will never go from what may go later', async () => {
    const notice = noticeOf('vouch-notice', 'reference-2');
    const send = (given = door()) => given.send(notice, templateOf(notice));
    const faulty = async (fault: Parameters<NotifySimulator['fault']>[0]) => {
      notify.fault(fault);
      return send();
    };
    expect(await faulty('rate-limit')).to.deep.equal({ kind: 'failed', reason: 'RateLimitError' });
    expect(await faulty('down')).to.deep.equal({ kind: 'failed', reason: 'status' });
    expect(await faulty('trial-mode')).to.deep.equal({ kind: 'refused', reason: 'BadRequestError' });
    expect(await faulty('bad-key')).to.deep.equal({ kind: 'failed', reason: 'AuthError' });
    expect(await send(door(5000, newNotifyKey()))).to.deep.equal({ kind: 'failed', reason: 'AuthError' });
    expect(await door().send(notice, key.slice(-36))).to.deep.equal({ kind: 'refused', reason: 'BadRequestError' });
    expect(await door().find(notice)).to.equal(undefined);
    notify.fault({ fault: 'down', sticky: true });
    expect(await door().find(notice)).to.deep.equal({ kind: 'failed', reason: 'status' });
    notify.fault({ fault: 'trial-mode', sticky: true });
    expect(await door().find(notice)).to.deep.equal({ kind: 'failed', reason: 'BadRequestError' });
  });

  it('does not know whether a notice went when the answer is late or lost, and can ask', async () => {
    const [late, lost] = [noticeOf('vouch-notice', 'late'), noticeOf('vouch-notice', 'lost')];
    notify.fault({ fault: 'slow', milliseconds: 200 });
    expect(await door(50).send(late, templateOf(late))).to.deep.equal({ kind: 'failed', reason: 'too-slow' });
    notify.fault('lost-answer');
    expect(await door().send(lost, templateOf(lost))).to.deep.equal({ kind: 'failed', reason: 'no-connection' });
    expect(await door().find(lost)).to.have.property('kind', 'taken');
  });

  /** Sends once to a server of its own. */
  async function sentTo(listener: RequestListener) {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const notice = noticeOf('vouch-notice');
    const answer = await createNotifyDoor({ url: `http://127.0.0.1:${port}`, key, limit: 2000 }).send(notice, 'any');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    return answer;
  }
  const answering =
    (status: number, body = '', headers = {}): RequestListener =>
    (request, response) => {
      request.resume();
      response.writeHead(status, headers).end(body);
    };

  it('takes nothing for a yes but 201 with an id, and follows no redirect with the key', async () => {
    for (const body of ['', 'null', '{}', '{"id":"Ada Marlow"}', `"${'x'.repeat(1_100_000)}"`])
      expect(await sentTo(answering(201, body)), body.slice(0, 9)).to.deep.equal({
        kind: 'failed',
        reason: 'unreadable',
      });
    const id = key.slice(-36);
    expect(await sentTo(answering(200, JSON.stringify({ id })))).to.deep.equal({
      kind: 'failed',
      reason: 'unreadable',
    });
    expect(await sentTo(answering(201, JSON.stringify({ id })))).to.deep.equal({ kind: 'taken', notifyId: id });
    let visits = 0;
    const elsewhere = await sentTo((request, response) => {
      visits += 1;
      request.resume();
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(elsewhere).to.deep.equal({ kind: 'failed', reason: 'redirect' });
    expect(visits).to.equal(1);
  });

  it('repeats nothing of an answer but the types of errors that Notify is known for', async () => {
    const said = (error: string) =>
      answering(400, JSON.stringify({ status_code: 400, errors: [{ error, message: 'Ada Marlow' }] }));
    expect(await sentTo(said('ValidationError'))).to.deep.equal({ kind: 'refused', reason: 'ValidationError' });
    expect(await sentTo(said('Ada Marlow'))).to.deep.equal({ kind: 'refused', reason: 'refused' });
    expect(await sentTo(answering(404, 'Ada Marlow'))).to.deep.equal({ kind: 'failed', reason: 'status' });
  });
});
