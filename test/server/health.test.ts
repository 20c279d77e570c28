import { expect } from 'chai';
import express from 'express';
import { request } from 'undici';
import { healthRoutes } from '../../src/server/health.ts';

describe('server/health', () => {
  it('asks once for all who ask meanwhile, and again for who comes later', async () => {
    let [asked, fails] = [0, false];
    const answers: (() => void)[] = [];
    const ready = () => {
      asked += 1;
      return new Promise<void>((resolve, reject) => answers.push(fails ? () => reject(new Error('gone')) : resolve));
    };
    const app = express().use(healthRoutes({ ready, isFull: () => false, isStopping: () => false }));
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const look = async () => (await request(`http://127.0.0.1:${port}/health/ready`)).statusCode;
    /** Ten who look at once, answered when all have come. */
    const ten = async () => {
      let come = 0;
      const all = new Promise<void>((resolve) => {
        server.on('request', () => ++come === 10 && resolve());
      });
      const looks = Promise.all(Array.from({ length: 10 }, look));
      await all;
      for (const answer of answers.splice(0)) answer();
      server.removeAllListeners('request').on('request', app);
      return new Set(await looks);
    };
    try {
      expect([...(await ten())]).to.deep.equal([200]);
      expect(asked).to.equal(1);
      fails = true;
      expect([...(await ten())]).to.deep.equal([503]);
      expect(asked).to.equal(2);
    } finally {
      server.close();
    }
  });
});
