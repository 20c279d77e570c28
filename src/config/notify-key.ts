// The API key of GOV.UK Notify, while the configuration is loaded: from the environment, else from the file that notices.yaml names.
// It must never repeat what it read: a wrong file may hold another secret.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Finding } from './problem.ts';
import { type NoticesConfig, notifyKey } from './schema/notices.ts';
import type { MissingKey } from './service-keys.ts';

export interface NotifyKey {
  /** Secret; undefined where Notify is not set up, or the file is not there. */
  notifyKey: string | undefined;
  missing: MissingKey[];
  findings: Finding[];
}

const finding = (message: string): Finding => ({
  file: 'notices.yaml',
  at: ['notify', 'keyFile'],
  message,
  remedy:
    'put the API key there as Notify shows it, or set GATEHOUSE_NOTIFY_KEY; the path counts from the configuration folder',
});

export async function readNotifyKey(
  folder: string,
  notices: NoticesConfig | undefined,
  fromEnvironment: string | undefined,
): Promise<NotifyKey> {
  const result: NotifyKey = { notifyKey: undefined, missing: [], findings: [] };
  if (!notices) return result;
  if (fromEnvironment !== undefined) return { ...result, notifyKey: fromEnvironment };
  const file = resolve(folder, notices.notify.keyFile);
  try {
    const parsed = notifyKey.safeParse((await readFile(file, 'utf8')).trim());
    if (parsed.success) return { ...result, notifyKey: parsed.data };
    return { ...result, findings: [finding('names a file that does not hold a key of Notify’s')] };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      return { ...result, findings: [finding('names a file that cannot be read')] };
    const missing = { service: 'notices', file, finding: finding('names a file that does not exist') };
    return { ...result, missing: [missing] };
  }
}
