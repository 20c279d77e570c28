import { expect } from 'chai';
import { createJar } from '../../../src/assessment/visitor/cookies.ts';

describe('the visitor’s cookies', () => {
  const hub = 'http://localhost:3000/sign-in/a';
  const other = 'http://127.0.0.1:3012/page';
  const jar = createJar();
  for (const line of ['strict=1; SameSite=Strict', 'lax=1; SameSite=lax', 'unsaid=1', 'odd=1; SameSite=Odd'])
    jar.set(hub, `${line}; Path=/`);
  jar.set(hub, 'open=1; SameSite=None; Secure; Path=/');
  jar.set(hub, 'refused=1; SameSite=None; Path=/');
  const sent = (asking: Parameters<typeof jar.header>[1]) => jar.header(hub, asking)?.replaceAll('=1', '').split('; ');

  it('all go to an address that was typed, and from page to page of one site, whatever the port', () => {
    const all = ['strict', 'lax', 'unsaid', 'odd', 'open'];
    expect(sent({ method: 'GET' })).to.have.members(all);
    expect(sent({ method: 'POST', from: 'http://localhost:1/x' })).to.have.members(all);
  });

  it('stay behind by SameSite where another site leads here', () => {
    expect(sent({ method: 'GET', from: other })).to.have.members(['lax', 'unsaid', 'odd', 'open']);
    expect(sent({ method: 'POST', from: other })).to.deep.equal(['open']);
    expect(sent({ method: 'POST', from: 'https://localhost:3000/' })).to.deep.equal(['open']);
  });
});
