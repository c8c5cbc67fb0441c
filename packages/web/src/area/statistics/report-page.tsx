// A report of an analysis, in a frame of its own that runs no script; what it rests on stands beside it.
import { Anchor, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ask } from '../../api/http.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { fileOf, type Run } from './analysis.js';

export function Page() {
  const say = useSay();
  const { instant } = useFormats();
  const { trialId } = useTrial();
  const { analysis = '' } = useParams({ strict: false }) as { analysis?: string };
  const run = useQuery({
    queryKey: ['trial', trialId, 'analysis', analysis],
    queryFn: ({ signal }) => ask<Run>('GET', `/api/trials/${trialId}/analyses/${analysis}`, { signal }),
  });
  return (
    <>
      <Anchor component={Link} to={`/trials/${trialId}/analyses` as never} size="sm">
        ← {say('analysis.title')}
      </Anchor>
      <QueryState query={run}>
        {(one) => (
          <>
            <PageHeader
              title={say(one.arms === 'actual' ? 'analysis.reportActual' : 'analysis.reportDummy')}
              help={say('analysis.restsOn', {
                what: one.cut ?? say('analysis.all'),
                at: instant(one.requestedAt),
                version: one.softwareVersion,
              })}
              actions={
                <Group gap="md">
                  <Anchor href={fileOf(trialId, analysis, 'report.html')} target="_blank" rel="noreferrer" size="sm">
                    {say('analysis.openAlone')}
                  </Anchor>
                  <Anchor
                    href={fileOf(trialId, analysis, 'report.html')}
                    download={`report-${analysis}.html`}
                    size="sm"
                  >
                    {say('analysis.download')}
                  </Anchor>
                </Group>
              }
            />
            {one.reportSha256 !== null && (
              <Text size="xs" c="dimmed" mb="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
                SHA-256 {one.reportSha256}
              </Text>
            )}
            <iframe
              title={say('analysis.report')}
              src={fileOf(trialId, analysis, 'report.html')}
              // Nothing is allowed: no script, no form, no way out of the frame.
              sandbox=""
              className="eq-card"
              style={{ width: '100%', height: 'calc(100dvh - 250px)', minHeight: 480, background: '#fff' }}
            />
          </>
        )}
      </QueryState>
    </>
  );
}
