// A hub of many services and many providers: how long its configuration takes to read, how soon it is ready, what memory it takes, and how quickly
// the page answers on which a person picks one of them.
import { join } from 'node:path';
import { freePort } from '../../src/commands/free-port.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { type Config, loadConfig } from '../../src/config/load.ts';
import { median } from '../bench/measure.ts';
import { openSite } from '../bench/service.ts';
import { atMost, type Figure, figure } from '../support/figures.ts';
import { startChild } from '../support/processes/child.ts';
import { createBrowser, createDriver } from '../support/processes/driver.ts';
import { centralSettings, hubSettings, service } from '../support/processes/settings.ts';
import { writeLargeConfig } from './large-config.ts';

const count = { services: 1000, providers: 500 };
/** Most milliseconds for the page. */
const mostForPage = 50;
/** Times that each page is asked for. */
const times = 60;

async function readConfig(folder: string): Promise<{ config: Config; took: number }> {
  const took: number[] = [];
  for (let time = 0; time < 3; time++) {
    const began = performance.now();
    const loaded = await loadConfig(folder, readEnvironment({}), { allowMissingKeys: true });
    took.push(performance.now() - began);
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems.slice(0, 5)));
    if (time === 2) return { config: loaded.config, took: median(took) };
  }
  throw new Error('it was not read');
}

/** The bench's own hub with every service and provider of a configuration; all providers are the one simulated. */
async function settingsOf(config: Config, folder: string, { central, port }: { central: string; port: number }) {
  const settings = await hubSettings(config, { port, central, local: central, folder });
  const model = settings.config.providers.get('central');
  if (model?.protocol !== 'oidc') throw new Error('there is no central');
  const { issuer, identityIssuer, trustMark, clientId } = model;
  const providers = [...config.providers.values()]
    .filter((record) => record.protocol === 'oidc' && record.dialect === 'one-login')
    .map((record) => [record.id, { ...record, issuer, identityIssuer, trustMark, clientId }] as const);
  const services = [...config.services, ...settings.config.services];
  settings.config.services = new Map(services);
  settings.config.providers = new Map(providers) as Config['providers'];
  return settings;
}

/** Milliseconds of each time that a page was asked for, sorted, and how long it is in bytes. */
async function timed(browser: ReturnType<typeof createBrowser>, url: string) {
  const took: number[] = [];
  let bytes = 0;
  for (let time = -times / 4; time < times; time++) {
    const began = performance.now();
    // A page that is asked for in its own way is written anew.
    const { status, body } = await browser.ask(`${url}${url.includes('?') ? '&' : '?'}time=${time}`);
    // The first quarter warms up.
    if (time >= 0) took.push(performance.now() - began);
    if (status !== 200 || !body.includes('data-page="choice"')) throw new Error(`not the choice: ${status}`);
    bytes = Buffer.byteLength(body);
  }
  took.sort((a, b) => a - b);
  return { p50: took[times / 2] ?? 0, p99: took[Math.floor(times * 0.99)] ?? 0, bytes };
}

/** The page of a sign-in on which it stands at the choice. */
async function choicePage(browser: ReturnType<typeof createBrowser>, authorization: string): Promise<string> {
  const url = new URL(authorization);
  url.search = new URLSearchParams({
    client_id: service.id,
    response_type: 'code',
    redirect_uri: service.redirectUri,
    scope: 'openid',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  }).toString();
  let answer = await browser.ask(url.href);
  while (answer.onwards) answer = await browser.ask(answer.onwards);
  return answer.url;
}

export async function choiceFigures(folder: string, say: (line: string) => void): Promise<Figure[]> {
  say(`${count.services} services and ${count.providers} providers`);
  const large = join(folder, 'config');
  await writeLargeConfig(large, count);
  const { config, took } = await readConfig(large);
  const port = await freePort();
  const central = await startChild('central', centralSettings(config, [port]));
  const driver = createDriver(1);
  try {
    const settings = await settingsOf(config, folder, { central: central.url, port });
    const began = performance.now();
    const hub = await startChild('hub', settings);
    const ready = performance.now() - began;
    try {
      const browser = createBrowser(driver, hub.url);
      const url = await choicePage(browser, (await openSite(driver, hub.url)).endpoints.authorization);
      const name = `${count.services} services, ${count.providers} providers`;
      const pages: Figure[] = [];
      for (const [what, query] of [
        ['the choice', ''],
        ['a search', '?find=ash'],
        ['all of them', '?all=yes'],
      ] as const) {
        const before = (await hub.read()).cpu;
        const { p50, p99, bytes } = await timed(browser, url + query);
        const cpu = ((await hub.read()).cpu - before) / (times + times / 4);
        pages.push(
          atMost(mostForPage, figure(`${name}: ${what}, half of the times at most`, p50, 'ms')),
          figure(`${name}: ${what}, CPU`, cpu, 'CPU-ms'),
          figure(`${name}: ${what}, p99`, p99, 'ms'),
          figure(`${name}: ${what}`, bytes, 'bytes'),
        );
      }
      const { memory } = await hub.read();
      return [
        figure(`${name}: configuration read and checked`, took, 'ms'),
        figure(`${name}: from start to ready, without reading it`, ready, 'ms'),
        figure(`${name}: resident memory`, memory / 2 ** 20, 'MB'),
        ...pages,
      ];
    } finally {
      await hub.stop();
    }
  } finally {
    await driver.close();
    await central.stop();
  }
}
