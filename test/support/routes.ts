// The routes that the hub registers, read while it starts: for tests that have to look at every one, also at those that are added later.
// It must never read them from a list that somebody has to keep.
import express from 'express';
import type { House } from './hub.ts';

type Method = 'get' | 'post' | 'all';
type Registering = Record<Method, (this: { path: unknown }, ...handlers: unknown[]) => unknown>;

/** Paths with their parameters (or patterns), as they are written, by method. Starts the house's hub again. */
export async function routesOf(house: House): Promise<Record<'get' | 'post', string[]>> {
  const found: Record<Method, string[]> = { get: [], post: [], all: [] };
  const { prototype } = (express as unknown as { Route: { prototype: Registering } }).Route;
  const { get, post, all } = prototype;
  const recording = (method: Method): Registering[Method] =>
    function record(...handlers) {
      found[method].push(...[this.path].flat().map(String));
      return { get, post, all }[method].apply(this, handlers);
    };
  Object.assign(prototype, { get: recording('get'), post: recording('post'), all: recording('all') });
  try {
    await house.restart();
  } finally {
    Object.assign(prototype, { get, post, all });
  }
  const of = (method: 'get' | 'post') => [...new Set([...found[method], ...found.all])].toSorted();
  return { get: of('get'), post: of('post') };
}
