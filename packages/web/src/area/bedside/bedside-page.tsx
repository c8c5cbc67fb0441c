// Before an infusion: wristband, bag, label; the verdict across the whole screen.
import { Alert, Badge, Button, Card, Group, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { IconCircleCheck, IconPlugConnectedX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { asId } from '../../api/id.js';
import { useProtocol, useText } from '../../api/protocol.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { english } from '../../language/en/all.js';
import { useFormats } from '../../language/format.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { zonedNow } from '../../part/moment.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { isScanOf, type Scan } from '../../part/scan.js';
import { ScanField } from '../../part/scan-field.js';
import { Verdict, type VerdictShown } from '../../part/verdict.js';
import classes from './bedside.module.css';
import { nextAdministration, readyBags } from './ready.js';
import { useBedsideSend } from './send.js';

type Person = RowOf<'productProgress'>;

/** A verdict that stays until somebody goes on, and where to. */
type BedsideVerdict = VerdictShown & { readonly goOn?: () => void };

export function Page() {
  const say = useSay();
  const { trialId } = useTrial();
  const people = useView(trialId, 'productProgress', {});
  const bags = useView(trialId, 'bagList', {});
  const [person, setPerson] = useState<Person>();
  const [verdict, setVerdict] = useState<BedsideVerdict>();
  const takeWristband = (scan: Scan) => {
    const found = people.data?.find(({ identity_code }) => isScanOf(scan, identity_code));
    if (found === undefined) setVerdict({ isRight: false, title: say('bedside.unknown'), lines: [scan.text] });
    else setPerson(found);
  };
  return (
    <div className={classes.narrow}>
      <PageHeader title={say('bedside.title')} help={say('bedside.help')} />
      <QueryState query={people}>
        {() =>
          person === undefined ? (
            <Stack gap="lg">
              <ScanField isFirst label={say('bedside.wristband')} onScan={takeWristband} />
              <Ready bags={bags.data ?? []} />
            </Stack>
          ) : (
            <Scans
              key={person.participant_id}
              person={person}
              bags={(bags.data ?? []).filter(({ participant_id }) => participant_id === person.participant_id)}
              onVerdict={setVerdict}
              onOver={() => setPerson(undefined)}
            />
          )
        }
      </QueryState>
      <Verdict
        verdict={verdict}
        onClose={() => {
          setVerdict(undefined);
          verdict?.goOn?.();
        }}
      />
    </div>
  );
}

function Ready({ bags }: { readonly bags: readonly RowOf<'bagList'>[] }) {
  const say = useSay();
  const text = useText();
  const { instant } = useFormats();
  const { trialId } = useTrial();
  const navigate = useNavigate();
  const protocol = useProtocol(trialId);
  const ready = readyBags(bags);
  return (
    <section aria-label={say('bedside.ready')}>
      <Title order={2} mb="xs">
        {say('bedside.ready')}
      </Title>
      {ready.length === 0 && <Text c="dimmed">{say('bedside.noneReady')}</Text>}
      <Stack gap="xs">
        {ready.map((bag) => (
          <UnstyledButton
            key={bag.bag_code}
            className={classes.ready}
            onClick={() =>
              void navigate({ to: `/trials/${trialId}/bedside/${bag.participant_id}/${bag.bag_code}` as never })
            }
          >
            <Text fw={650}>{bag.screening_number}</Text>
            <Text size="sm" c="dimmed">
              {text(protocol.data?.protocol.administrations.find(({ id }) => id === bag.administration)?.name)}
              {bag.expires_at !== null && ` · ${say('bedside.until', { when: instant(bag.expires_at) })}`}
            </Text>
          </UnstyledButton>
        ))}
      </Stack>
    </section>
  );
}

interface ScansProps {
  readonly person: Person;
  readonly bags: readonly RowOf<'bagList'>[];
  readonly onVerdict: (verdict: BedsideVerdict) => void;
  readonly onOver: () => void;
}

function Scans({ person, bags, onVerdict, onOver }: ScansProps) {
  const say = useSay();
  const { trialId } = useTrial();
  const navigate = useNavigate();
  const protocol = useProtocol(trialId, { siteId: person.site_id });
  const [bagCode, setBagCode] = useState<string>();
  const [failure, setFailure] = useState<unknown>();
  const [isKept, setKept] = useState<boolean>();
  const participantId = person.participant_id;
  const send = useBedsideSend(participantId, `/trials/${trialId}/bedside`);
  const number = person.screening_number;
  const needsLabel = protocol.data?.protocol.product?.labels !== undefined;

  const check = async (bag: string, labelCode: string | undefined) => {
    setFailure(undefined);
    const own = bags.find(({ bag_code }) => bag_code === bag);
    const administration =
      own?.administration ?? nextAdministration(protocol.data?.protocol.administrations ?? [], bags) ?? '';
    try {
      const sent = await send(
        'checkBedside',
        {
          participantId: asId(participantId),
          checkId: asId(crypto.randomUUID()),
          administration,
          identityCode: person.identity_code ?? '',
          bagCode: bag,
          ...(labelCode === undefined ? {} : { labelCode }),
          happenedAt: zonedNow(),
        },
        say('bedside.outbox', { number, step: say('bedside.check') }),
      );
      if (!('answer' in sent)) {
        setKept(sent.kept);
        return;
      }
      const { verdict, failures } = sent.answer.outcome;
      const isRight = verdict === 'go';
      onVerdict({
        isRight,
        title: say(isRight ? 'bedside.goSecond' : 'bedside.stop'),
        lines: isRight
          ? [say('bedside.participant', { number })]
          : [...failureLines(failures), say('bedside.stopHelp')],
        ...(isRight
          ? { goOn: () => void navigate({ to: `/trials/${trialId}/bedside/${participantId}/${bag}` as never }) }
          : {}),
      });
      if (!isRight) setBagCode(undefined);
    } catch (error) {
      setFailure(error);
      setBagCode(undefined);
    }
  };
  const failureLines = (failures: unknown) =>
    String(failures ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
      .map((one) => (`bedside.failure.${one}` in english ? say(`bedside.failure.${one}` as MessageKey) : one));
  const takeBag = (scan: Scan) => {
    const code = scan.bagCode ?? scan.text;
    if (needsLabel && scan.labelCode === undefined) setBagCode(code);
    else void check(code, scan.labelCode);
  };
  return (
    <Stack gap="md">
      <Card withBorder p="sm">
        <Group justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            <IconCircleCheck size={26} color="var(--eq-good-text)" aria-hidden />
            <Text fw={700} size="lg">
              {say('bedside.participant', { number })}
            </Text>
          </Group>
          <Button variant="default" onClick={onOver}>
            {say('bedside.startOver')}
          </Button>
        </Group>
        {bagCode !== undefined && (
          <Badge mt="xs" size="lg" variant="light" tt="none">
            {say('bedside.bag')}: {bagCode}
          </Badge>
        )}
      </Card>
      {isKept !== undefined && (
        <Alert color="orange" icon={<IconPlugConnectedX size={22} />} title={say('bedside.offlineCheck')} role="alert">
          {say('bedside.offlineCheckHelp')}
          {!isKept && <Text fw={650}>{say('bedside.keptNot')}</Text>}
        </Alert>
      )}
      {isKept === undefined &&
        (bagCode === undefined ? (
          <ScanField key="bag" isFirst label={say('bedside.bag')} onScan={takeBag} />
        ) : (
          <ScanField
            key="label"
            isFirst
            label={say('bedside.label')}
            onScan={(scan) => void check(bagCode, scan.labelCode ?? scan.text)}
          />
        ))}
      {failure !== undefined && <ErrorNote error={failure} title={say('shell.refused')} />}
    </Stack>
  );
}
