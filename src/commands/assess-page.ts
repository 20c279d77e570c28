// An assessment's matrix as one HTML file, which needs nothing beside it; and the last pages of its journeys as pictures.
// It must never leave a reference to the hub in the file: it is read where no hub is.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Compared } from '../assessment/compare.ts';
import type { KeptPage } from '../assessment/kept-page.ts';
import { howToPaint, startPainter } from '../assessment/picture.ts';
import type { Report } from '../assessment/report.ts';
import { matrixOf, runShown } from '../assessment/shown.ts';
import type { Config } from '../config/load.ts';
import { HubError } from '../errors.ts';
import { createRender } from '../views/render.ts';
import { loadStylesheet } from '../views/stylesheet.ts';

/** The page of the assessors' room, without what can be done there. `since`: when the earlier one was, where there is one. */
export function matrixPage(
  report: Report,
  compared: readonly Compared[],
  { config, since }: { config: Config; since: number | undefined },
): string {
  const { hub, organisations } = config;
  const organisation = organisations.get(hub.operator ?? '') ?? [...organisations.values()][0];
  const count = (change: Compared['change']) => compared.filter((one) => one.change === change).length;
  const html = createRender()(
    { language: 'en', nonce: '', ...(organisation && { organisation: { ...organisation, logo: undefined } }) },
    {
      page: 'staff-assessment',
      run: runShown(report),
      matrix: matrixOf(report, since === undefined ? compared.map(({ cell }) => ({ cell })) : compared),
      ...(since !== undefined && { compared: { since, better: count('better'), worse: count('worse') } }),
    },
  );
  const style = loadStylesheet().text.replaceAll('</style', '<\\/style');
  return html
    .replace(/<link rel="icon"[^>]*>\s*/, '')
    .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${style}</style>`);
}

/** Writes a PNG for each page into the folder. @throws HubError `configuration` that says what to install */
export async function writePictures(
  folder: string,
  pages: ReadonlyMap<string, KeptPage>,
  write: (file: string, content: Buffer) => Promise<void>,
): Promise<void> {
  const painter = await startPainter();
  if (!painter) throw new HubError('configuration', { detail: howToPaint });
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, page] of pages)
      await write(join(folder, `${name.replaceAll('/', '--')}.png`), await painter.paint(page));
  } finally {
    await painter.close();
  }
}
