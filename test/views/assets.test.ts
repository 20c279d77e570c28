// What the pages load, over real HTTP: types, caching, and that nothing else can be got this way.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import express from 'express';
import { assetsRouter } from '../../src/views/assets.ts';
import { loadScript } from '../../src/views/script.ts';
import { loadStylesheet } from '../../src/views/stylesheet.ts';

describe('assets', () => {
  let folder: string;
  let server: Server;
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { headers });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gatehouse-assets-'));
    await mkdir(join(folder, 'logos'));
    await writeFile(join(folder, 'logos/town.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await writeFile(join(folder, 'logos/notes.txt'), 'private');
    await writeFile(join(folder, 'secret.svg'), '<svg/>');
    server = express().use(assetsRouter(folder)).listen(0, '127.0.0.1');
    await new Promise((ready) => server.once('listening', ready));
  });
  after(async () => {
    await new Promise((closed) => server.close(closed));
    await rm(folder, { recursive: true });
  });

  it('serves the stylesheet for ever under its own name, and the newest one under an older name', async () => {
    const { path, text } = loadStylesheet();
    const current = await get(path);
    expect(await current.text()).to.equal(text);
    expect(current.headers.get('content-type')).to.include('text/css');
    expect(current.headers.get('cache-control')).to.include('immutable');
    const older = await get('/assets/gatehouse.000000000000.css');
    expect(await older.text()).to.equal(text);
    expect(older.headers.get('cache-control')).to.equal('no-store');
  });

  it('serves the script for ever under its own name', async () => {
    const { path, text } = loadScript();
    const current = await get(path);
    expect(await current.text()).to.equal(text);
    expect(current.headers.get('content-type')).to.include('javascript');
    expect(current.headers.get('cache-control')).to.include('immutable');
    expect((await get('/assets/more-time.000000000000.js')).headers.get('cache-control')).to.equal('no-store');
  });

  it('serves logos and the icon, which cannot run anything, and knows them again', async () => {
    for (const path of ['/assets/logos/town.svg', '/assets/favicon.svg']) {
      const picture = await get(path);
      expect(picture.status, path).to.equal(200);
      expect(picture.headers.get('content-type')).to.include('image/svg+xml');
      expect(picture.headers.get('content-security-policy')).to.include('sandbox');
      const known = { 'If-None-Match': picture.headers.get('etag') ?? '', 'Cache-Control': 'max-age=0' };
      const again = await get(path, known);
      expect(again.status, path).to.equal(304);
    }
  });

  it('serves nothing else', async () => {
    const others = [
      'logos/notes.txt',
      'logos/none.svg',
      'logos/..%2fsecret.svg',
      'logos/%2e%2e/secret.svg',
      'gatehouse.css',
      'more-time.js',
      '',
    ];
    for (const path of others) expect((await get(`/assets/${path}`)).status, path).to.equal(404);
  });
});
