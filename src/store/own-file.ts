// Makes sure that one process, or one with its workers, has a SQLite file to itself, for as long as it runs: it holds a lock that the system gives
// up with the process.
// It must never let two processes believe that of one file.
import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import sqlite3 from 'sqlite3';
import { HubError } from '../errors.ts';

export interface Hold {
  release(): Promise<void>;
}

/**
 * Holds `FILE-owner`, an empty database beside the file, locked: beside where it really is, whatever links lead there.
 *
 * @throws HubError `configuration` where another process has it
 */
export async function holdFile(file: string): Promise<Hold> {
  await mkdir(path.dirname(file), { recursive: true });
  const real = await realpath(file).catch(() => file);
  const lock = await opened(`${real}-owner`);
  const release = () => new Promise<void>((done) => lock.close(() => done()));
  try {
    await executed(lock, 'PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return { release };
  } catch (cause) {
    await release();
    const detail = `another process serves the hub from ${file}: stop it, or use PostgreSQL for more than one`;
    throw new HubError('configuration', { detail, cause });
  }
}

function opened(file: string): Promise<sqlite3.Database> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(file, (error) => (error ? reject(error) : resolve(database)));
  });
}

function executed(database: sqlite3.Database, sql: string): Promise<void> {
  return new Promise((resolve, reject) => database.exec(sql, (error) => (error ? reject(error) : resolve())));
}
