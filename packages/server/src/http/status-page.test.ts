// The pages of an installation: what they show, to whom, and what they never run.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TrialId } from '@equipoise/trial';
import Fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import type { TrialStatus } from '../store/trial-status.js';
import { choosePort, explainListenError } from './listen.js';
import type { PageSource } from './source.js';
import { addStatusPages } from './status-page-route.js';

const id = TrialId.parse('4f6c2f0e-3d5b-4a57-9a53-2f1d6a0c9b11');
const trial: TrialStatus = {
  id,
  protocolId: 'toy',
  acronym: 'TOY',
  title: 'Rope & <dope>',
  mode: 'rehearsal',
  isSynthetic: true,
  isCurrent: true,
  status: 'recruiting',
  protocolVersion: '1.0',
  openEvents: 12345,
  screened: 7,
  randomised: 5,
  sites: [{ id: 'ber', name: 'Berlin', screened: 7, randomised: 5 }],
};
const source: PageSource = {
  listTrials: async () => [trial],
  findReport: async (trialId) => (trialId === id ? '<!doctype html><title>Report</title>' : undefined),
  findReportJson: async (trialId) => (trialId === id ? '{"trial":"toy"}' : undefined),
};
function withSource(changed: Partial<PageSource>, log: (line: string) => void = () => undefined): FastifyInstance {
  const app = Fastify();
  void app.register((own) => addStatusPages(own, { source: { ...source, ...changed }, log }));
  return app;
}
const get = (url: string, app = withSource({})) => app.inject({ url, headers: { host: '127.0.0.1:4300' } });

describe('the pages of an installation', () => {
  it('shows each trial with its participants by site and a way to its report', async () => {
    const { body, statusCode } = await get('/status');
    expect(statusCode).toBe(200);
    expect(body).toContain('TOY');
    expect(body).toContain('SYNTHETIC');
    expect(body).toContain('<th scope="row">Berlin</th><td>7</td><td>5</td>');
    expect(body).toContain(`href="/status/trials/${id}/report"`);
  });

  it('says what to do while there is no trial', async () => {
    expect((await get('/status', withSource({ listTrials: async () => [] }))).body).toContain(
      'npx equipoise rehearse TRIAL',
    );
  });

  it('shows names as text, never as markup', async () => {
    expect((await get('/status')).body).toContain('Rope &amp; &lt;dope&gt;');
  });

  it("allows its page's own styles by their digest, and no script", async () => {
    const { body, headers } = await get('/status');
    const styles = /<style>(.*)<\/style>/s.exec(body)?.[1] ?? '';
    const digest = createHash('sha256').update(styles).digest('base64');
    expect(headers['content-security-policy']).toContain(`style-src 'sha256-${digest}'`);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(body).not.toContain('<script');
  });

  it('serves a report as HTML and as JSON', async () => {
    const html = await get(`/status/trials/${id}/report`);
    expect(html.headers['content-type']).toContain('text/html');
    expect(html.body).toContain('Report');
    expect((await get(`/status/trials/${id}/report.json`)).json()).toEqual({ trial: 'toy' });
  });

  it('answers 404 for a trial that is not there and for an id that is none', async () => {
    for (const other of [id.replace('4', '5'), 'x', '..%2f..%2fetc']) {
      expect((await get(`/status/trials/${other}/report`)).statusCode).toBe(404);
      expect((await get(`/status/trials/${other}/report.json`)).statusCode).toBe(404);
    }
  });

  it('answers 500 with an id, and tells the error to the log only', async () => {
    const lines: string[] = [];
    const app = withSource({ listTrials: () => Promise.reject(new Error('the arm is MSC')) }, (line) =>
      lines.push(line),
    );
    const { body, statusCode } = await get('/status', app);
    expect(statusCode).toBe(500);
    expect(body).not.toContain('MSC');
    const shown = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(body)?.[0] ?? 'no id';
    expect(lines.join('\n')).toContain(shown);
  });

  it('are for a browser on this very computer', async () => {
    const inject = { url: '/status', headers: { host: '127.0.0.1:4300' } };
    for (const from of [
      { remoteAddress: '10.0.0.7' },
      { headers: { ...inject.headers, 'x-forwarded-for': '10.0.0.7' } },
    ]) {
      const answer = await withSource({}).inject({ ...inject, ...from });
      expect(answer.statusCode).toBe(403);
      expect(answer.body).not.toContain('TOY');
    }
  });
});

describe('a port', () => {
  it('that is free is found where any will do', async () => {
    const port = await choosePort(0);
    expect(port).toBeGreaterThan(1023);
    expect(await choosePort(port)).toBe(port);
  });

  it('that is in use is told in one sentence, with what to do', async () => {
    const [one, other] = [createServer(), createServer()];
    await new Promise<void>((succeed) => one.listen(0, '127.0.0.1', succeed));
    const { port } = one.address() as AddressInfo;
    const refused = await new Promise<unknown>((succeed) => other.once('error', succeed).listen(port, '127.0.0.1'));
    expect(explainListenError(refused, port)).toMatchObject({
      code: 'port-in-use',
      message: expect.stringContaining(`Port ${port}`),
    });
    await new Promise((succeed) => one.close(succeed));
  });
});
