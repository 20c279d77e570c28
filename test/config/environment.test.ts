import { expect } from 'chai';
import { readEnvironment } from '../../src/config/environment.ts';
import { notifyKey } from './folder.ts';

describe('the environment', () => {
  it('gives secrets and overrides, and nothing else', () => {
    const masterKey = Buffer.alloc(32, 7).toString('base64');
    const read = readEnvironment({
      DATABASE_URL: 'postgres://hub@db.example/gatehouse',
      GATEHOUSE_MASTER_KEY: masterKey,
      GATEHOUSE_NOTIFY_KEY: notifyKey,
      GATEHOUSE_ISSUER: 'https://id.example',
      GATEHOUSE_HOST: '0.0.0.0',
      GATEHOUSE_PORT: '8080',
      GATEHOUSE_METRICS_PORT: '0',
      GATEHOUSE_DATABASE: 'data/other.sqlite',
      GATEHOUSE_MASTER_KEY_FILE: 'secrets/master.key',
      GATEHOUSE_LOG: 'debug',
      PATH: '/bin',
    });
    expect(read).to.deep.equal({
      databaseUrl: 'postgres://hub@db.example/gatehouse',
      masterKey,
      notifyKey,
      overrides: {
        issuer: 'https://id.example',
        host: '0.0.0.0',
        port: 8080,
        metricsPort: 0,
        database: 'data/other.sqlite',
        masterKeyFile: 'secrets/master.key',
        log: 'debug',
      },
      traces: false,
      problems: [],
    });
  });

  const wrong: [string, string][] = [
    ['DATABASE_URL', ''],
    ['DATABASE_URL', 'mysql://hub:hidden@db.example/gatehouse'],
    ['GATEHOUSE_MASTER_KEY', 'hidden'],
    ['GATEHOUSE_MASTER_KEY', Buffer.alloc(16).toString('base64')],
    ['GATEHOUSE_NOTIFY_KEY', 'hidden'],
    ['GATEHOUSE_ISSUER', 'http://hidden.example'],
    ['GATEHOUSE_PORT', '65536'],
    ['GATEHOUSE_PORT', '-1'],
    ['GATEHOUSE_METRICS_PORT', '3009x'],
    ['GATEHOUSE_LOG', 'hidden'],
    ['GATEHOUSE_ISUER', 'hidden'],
    ['GATEHOUSE_SOMETHING_ELSE', 'hidden'],
  ];
  for (const [name, value] of wrong) {
    it(`has a problem with ${name} as ${JSON.stringify(value)}, and does not repeat the value`, () => {
      const { problems, ...rest } = readEnvironment({ [name]: value });
      expect(problems.map(({ file, at }) => `${file} ${at}`)).to.deep.equal([`environment ${name}`]);
      expect(JSON.stringify(problems)).not.to.include('hidden');
      expect(JSON.stringify(rest)).not.to.include('hidden');
    });
  }

  it('asks for traces by the standard variables, and by nothing else', () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
    const on = [
      endpoint,
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://a.example/v1/traces' },
      { OTEL_TRACES_EXPORTER: 'otlp' },
    ];
    for (const env of on) expect(readEnvironment(env)).to.include({ traces: true }).and.deep.include({ problems: [] });
    const off: Record<string, string>[] = [{}, { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, { OTEL_SERVICE_NAME: 'hub' }];
    off.push({ ...endpoint, OTEL_SDK_DISABLED: 'True' }, { ...endpoint, OTEL_TRACES_EXPORTER: 'none' });
    for (const env of off)
      expect(readEnvironment(env)).to.include({ traces: false }).and.deep.include({ problems: [] });
    const wrong = [
      ['OTEL_TRACES_EXPORTER', 'zipkin'],
      ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
      ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'http/protobuf'],
    ] as const;
    for (const [name, value] of wrong)
      expect(readEnvironment({ ...endpoint, [name]: value }).problems.map(({ at }) => at)).to.deep.equal([[name]]);
    expect(readEnvironment({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }).problems).to.deep.equal([]);
  });

  it('is told what a mistyped name meant', () => {
    expect(readEnvironment({ GATEHOUSE_ISUER: 'x' }).problems[0]?.remedy).to.equal('did you mean GATEHOUSE_ISSUER?');
  });
});
