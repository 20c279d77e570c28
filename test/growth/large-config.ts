// A configuration of many services and many providers, written down as an operator would: the shipped one, and more of the same.
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

type Records = Record<string, Record<string, unknown>>;

const places = [
  'Ash',
  'Birch',
  'Cedar',
  'Dun',
  'East',
  'Fair',
  'Green',
  'High',
  'Kings',
  'Lang',
  'Mill',
  'North',
  'Oak',
];
const ends = ['bourne', 'combe', 'dale', 'ford', 'ham', 'hurst', 'leigh', 'mere', 'minster', 'ton', 'wick', 'worth'];
/** An invented place: another one for each number below some thousand. */
function placeOf(at: number): string {
  const name = `${places[at % places.length]}${ends[Math.floor(at / places.length) % ends.length]}`;
  const again = Math.floor(at / places.length / ends.length);
  return again === 0 ? name : `${name} ${['Regis', 'Magna', 'Parva', 'Abbas'][(again - 1) % 4]}`;
}

async function change(file: string, by: (content: Record<string, Records>) => void): Promise<void> {
  const content = parse(await readFile(file, 'utf8'));
  by(content);
  await writeFile(file, stringify(content, { aliasDuplicateObjects: false }));
}

/** Copies the shipped configuration to a folder, and adds to it until there are so many of each. */
export async function writeLargeConfig(folder: string, count: { services: number; providers: number }): Promise<void> {
  await cp('config', folder, { recursive: true });
  await change(join(folder, 'services.yaml'), ({ services = {} }) => {
    const model = services['council-tax'];
    for (let at = Object.keys(services).length; at < count.services; at++) {
      const name = `Service ${at}`;
      services[`service-${at}`] = {
        ...model,
        name: { en: name, cy: `Gwasanaeth ${at}` },
        redirectUris: [`http://127.0.0.1:3001/service-${at}/signed-in`],
        backchannelLogoutUri: `http://127.0.0.1:3001/service-${at}/back-channel-logout`,
        securityEventUri: `http://127.0.0.1:3001/service-${at}/security-events`,
      };
    }
  });
  await change(join(folder, 'identity-providers.yaml'), ({ providers = {} }) => {
    const model = providers.central;
    for (let at = Object.keys(providers).length; at < count.providers; at++) {
      const place = placeOf(at);
      providers[`council-${at}`] = {
        ...model,
        name: { en: `${place} account`, cy: `Cyfrif ${place}` },
        description: {
          en: `Use the account you have with ${place}.`,
          cy: `Defnyddiwch y cyfrif sydd gennych gyda ${place}.`,
        },

        issuer: `http://127.0.0.1:3010/${at}/`,
      };
    }
  });
}
