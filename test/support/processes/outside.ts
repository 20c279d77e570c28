// What processes have used, read from the outside (Linux: /proc), so that nothing is added to what is measured.
import { readFile } from 'node:fs/promises';

/** Ticks of `utime` and `stime` a second: USER_HZ, which Linux fixes at 100 for what programs see (proc_pid_stat(5)). */
const ticks = 100;

/** The processes that one started, without their own children. */
export async function childrenOf(pid: number): Promise<number[]> {
  return (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean).map(Number);
}

/** CPU time that a process used since it started, of all its threads, in milliseconds. */
export async function cpuOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticks;
}

/** CPU time of a process and its children, in milliseconds. */
export async function cpuOfAll(pid: number): Promise<number> {
  const used = await Promise.all([pid, ...(await childrenOf(pid))].map(cpuOf));
  return used.reduce((sum, one) => sum + one, 0);
}

/** The memory that a process takes of the machine: what several share (the program itself, mostly) is divided among them. In megabytes (10^6 bytes). */
export async function shareOf(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return (Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]) * 1024) / 1e6;
}

/** Resident memory of a process, in megabytes (10^6 bytes). */
export async function residentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (!kilobytes) throw new Error(`process ${pid} has ended`);
  return (Number(kilobytes) * 1024) / 1e6;
}
