// The figures of a running hub: what a sign-in leaves in them, and that the guide and the example alerts speak of those that are there.
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { z } from 'zod';
import * as flow from '../flows/visits.ts';
import { type House, startHouse } from '../support/hub.ts';

const alertsSchema = z.strictObject({
  groups: z.tuple([
    z.strictObject({
      name: z.literal('gatehouse'),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Gatehouse[A-Z]\w+$/),
          expr: z.string(),
          for: z.string().regex(/^\d+[mh]$/),
          labels: z.strictObject({ severity: z.enum(['page', 'warn']) }),
          annotations: z.strictObject({ summary: z.string().min(10) }),
        }),
      ),
    }),
  ]),
});

describe('figures of the hub', () => {
  let house: House;
  let text: string;
  const figures = async () => {
    const { host, port } = house.config.hub.metrics;
    return (await fetch(`http://${host}:${port}/metrics`)).text();
  };
  before(async () => {
    house = await startHouse();
    const at = await flow.visit(house, 'parking-permit');
    await flow.signIn(at, { scope: 'openid profile' });
    const other = await flow.visit(house, 'parking-permit');
    const { page } = await flow.arrive(other, { scope: 'openid' });
    const back = await flow.tryProvider(other, page, { provider: 'central', fault: 'cancelled' });
    await flow.press(other, back, { form: '/cancel' });
    text = await figures();
  });
  after(() => house.close());

  it('tell how many came how far, with whom, and what it ended in', () => {
    for (const line of [
      'gatehouse_sign_ins_total{outcome="started"} 2',
      'gatehouse_sign_ins_total{outcome="finished"} 1',
      'gatehouse_sign_ins_total{outcome="access_denied"} 1',
      'gatehouse_provider_visits_total{provider="central",outcome="chosen"} 2',
      'gatehouse_provider_visits_total{provider="central",outcome="authenticated"} 1',
      'gatehouse_provider_visits_total{provider="central",outcome="not-verified"} 1',
      'gatehouse_step_seconds_count{step="choice",turn="leave"} 2',
      'gatehouse_step_seconds_count{step="assurance",turn="on"} 1',
      'gatehouse_step_seconds_count{step="finish",turn="leave"} 1',
      'gatehouse_sign_in_seconds_count 1',
      'gatehouse_upstream_seconds_count{provider="central",kind="finish",result="done"} 2',
      'gatehouse_queue_depth{queue="notices"} 0',
    ])
      expect(
        text.split('\n').filter((one) => one.startsWith(line.split('{')[0] ?? '')),
        line,
      ).to.include(line);
    expect(text).to.match(/^gatehouse_store_seconds_count\{kind="select"\} \d+$/m);
    expect(text).to.match(/^gatehouse_database_connections\{state="wanted"\} \d+$/m);
  });

  /** The hub's own figures, with their labels as far as they have been used. */
  const own = () => {
    const names = [...text.matchAll(/^# TYPE (gatehouse_\w+)/gm)].map(([, name = '']) => name);
    return names.filter((name) => !/^gatehouse_(process|nodejs)_/.test(name));
  };

  it('are those of the table in docs/operate.md, labels and all', () => {
    const [, section = ''] = readFileSync('docs/operate.md', 'utf8').split('## Health and metrics');
    const rows = [...section.matchAll(/^\| `(gatehouse_\w+)` \| ([^|]*)\|/gm)];
    const table = new Map(rows.map(([, name = '', labels = '']) => [name, labels.match(/\w+/g) ?? []]));
    expect([...table.keys()].sort()).to.deep.equal(own().sort());
    for (const [, name = '', inner = ''] of text.matchAll(/^(gatehouse_\w+?)(?:_bucket|_sum|_count)?\{([^}]*)\}/gm)) {
      const used = [...inner.matchAll(/(\w+)="/g)].map(([, label]) => label).filter((label) => label !== 'le');
      if (table.has(name)) expect(used.sort(), name).to.deep.equal(table.get(name)?.sort());
    }
  });

  it('are named as Prometheus wants it', () => {
    for (const [, name = '', type] of text.matchAll(/^# TYPE (gatehouse_\w+) (\w+)$/gm)) {
      if (!own().includes(name)) continue;
      if (type === 'counter') expect(name).to.match(/_total$/);
      if (type === 'histogram') expect(name).to.match(/_seconds$/);
    }
  });

  it('are there for every example alert', () => {
    const [{ rules }] = alertsSchema.parse(parse(readFileSync('docs/alerts.yaml', 'utf8'))).groups;
    expect(rules.length).to.be.greaterThan(8);
    for (const { alert, expr } of rules) {
      const named = [...expr.matchAll(/gatehouse_\w+/g)].map(([name]) => name.replace(/_(?:bucket|count|sum)$/, ''));
      if (alert !== 'GatehouseDown') expect(named, alert).to.have.length.greaterThan(0);
      for (const name of named) expect(own(), alert).to.include(name);
    }
  });
});
