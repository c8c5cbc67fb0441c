// The web pages: what they show, what they refuse, what they never run.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TrialId } from '@equipoise/trial';
import { describe, expect, it } from 'vitest';
import type { TrialStatus } from '../store/trial-status.js';
import { makeApp, openHttpServer } from './http-server.js';
import type { PageSource } from './source.js';

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
  isReady: async () => true,
  listTrials: async () => [trial],
  findReport: async (trialId) => (trialId === id ? '<!doctype html><title>Report</title>' : undefined),
  findReportJson: async (trialId) => (trialId === id ? '{"trial":"toy"}' : undefined),
};
const withSource = (changed: Partial<PageSource>, log: (line: string) => void = () => undefined) =>
  makeApp({ ...source, ...changed }, log);
const get = (url: string, app = withSource({})) => app.inject({ url, headers: { host: '127.0.0.1:4300' } });

describe('the web server', () => {
  it('answers /healthz with ok only while the database answers', async () => {
    const good = await get('/healthz');
    expect([good.statusCode, good.json()]).toEqual([200, { status: 'ok' }]);
    expect((await get('/healthz', withSource({ isReady: async () => false }))).statusCode).toBe(503);
  });

  it('shows each trial with its participants by site and a way to its report', async () => {
    const { body, statusCode } = await get('/');
    expect(statusCode).toBe(200);
    expect(body).toContain('TOY');
    expect(body).toContain('SYNTHETIC');
    expect(body).toContain('<th scope="row">Berlin</th><td>7</td><td>5</td>');
    expect(body).toContain(`href="/trials/${id}/report"`);
  });

  it('says what to do while there is no trial', async () => {
    expect((await get('/', withSource({ listTrials: async () => [] }))).body).toContain('npx equipoise rehearse TRIAL');
  });

  it('shows names as text, never as markup', async () => {
    expect((await get('/')).body).toContain('Rope &amp; &lt;dope&gt;');
  });

  it("allows its page's own styles by their digest, and no script", async () => {
    const { body, headers } = await get('/');
    const styles = /<style>(.*)<\/style>/s.exec(body)?.[1] ?? '';
    const digest = createHash('sha256').update(styles).digest('base64');
    expect(headers['content-security-policy']).toContain(`style-src 'sha256-${digest}'`);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(body).not.toContain('<script');
  });

  it('serves a report as HTML and as JSON', async () => {
    const html = await get(`/trials/${id}/report`);
    expect(html.headers['content-type']).toContain('text/html');
    expect(html.body).toContain('Report');
    expect((await get(`/trials/${id}/report.json`)).json()).toEqual({ trial: 'toy' });
  });

  it('answers 404 for a trial that is not there and for an id that is none', async () => {
    for (const other of [id.replace('4', '5'), 'x', '..%2f..%2fetc']) {
      expect((await get(`/trials/${other}/report`)).statusCode).toBe(404);
      expect((await get(`/trials/${other}/report.json`)).statusCode).toBe(404);
    }
  });

  it('answers 500 with an id, and tells the error to the log only', async () => {
    const lines: string[] = [];
    const app = withSource({ listTrials: () => Promise.reject(new Error('the arm is MSC')) }, (line) =>
      lines.push(line),
    );
    const { body, statusCode } = await get('/', app);
    expect(statusCode).toBe(500);
    expect(body).not.toContain('MSC');
    const shown = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(body)?.[0] ?? 'no id';
    expect(lines.join('\n')).toContain(shown);
  });

  it('refuses a request under another host name', async () => {
    const answer = await withSource({}).inject({ url: '/', headers: { host: 'evil.example' } });
    expect(answer.statusCode).toBe(421);
    expect(answer.body).not.toContain('TOY');
  });

  it('listens on this computer only and stops', async () => {
    const server = await openHttpServer({ source, port: 0, log: () => undefined });
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    await server.close();
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  });

  it('says in one sentence that its port is in use', async () => {
    const other = createServer();
    await new Promise<void>((succeed) => other.listen(0, '127.0.0.1', succeed));
    const { port } = other.address() as AddressInfo;
    await expect(openHttpServer({ source, port, log: () => undefined })).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringContaining(`Port ${port}`),
    });
    await new Promise((succeed) => other.close(succeed));
  });
});
