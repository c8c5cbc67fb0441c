// Material in the hands of a site: the handover with two identifiers, and setting aside, from the page of the product.
import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useProtocol } from '../../api/protocol.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import type { VerdictShown } from '../../part/verdict.js';
import { siteSituation, siteSteps } from './site-steps.js';
import { StepDialog } from './step-dialog.js';

type Progress = RowOf<'productProgress'>;
/** What a site does with material, by the command that it becomes. */
export type Custody = 'recordHandover' | 'quarantineMaterial';
const deeds = ['recordHandover', 'quarantineMaterial'] as const;

/** Whether somebody hands material over without the pages of the laboratory, where the same is done. */
export function keepsCustody(may: (right: string) => boolean): boolean {
  return !may('laboratory') && deeds.some(may);
}

export function CustodyMenu({
  progress,
  onChoose,
}: {
  readonly progress: Progress;
  readonly onChoose: (deed: Custody) => void;
}) {
  const say = useSay();
  const { may } = useTrial();
  if (progress.identity_code === null) return null;
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={say('product.custody', { number: progress.screening_number })}
        >
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {deeds.filter(may).map((deed) => (
          <Menu.Item key={deed} onClick={() => onChoose(deed)}>
            {say(`product.step.${deed}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The dialog of one deed, once what is known of the chain is there. */
export function CustodyDialog({
  progress,
  deed,
  onVerdict,
  onClose,
}: {
  readonly progress: Progress;
  readonly deed: Custody;
  readonly onVerdict: (verdict: VerdictShown) => void;
  readonly onClose: () => void;
}) {
  const { trialId, may } = useTrial();
  const participantId = progress.participant_id;
  const bags = useView(trialId, 'bagList', { participantId });
  const chain = useView(trialId, 'chainOfIdentity', { participantId });
  const protocol = useProtocol(trialId, { siteId: progress.site_id });
  if (bags.data === undefined || chain.data === undefined || protocol.data === undefined) return null;
  const known = { progress, protocol: protocol.data.protocol, bags: bags.data, chain: chain.data };
  const situation = siteSituation(known);
  const step = siteSteps(situation, may).find(({ command }) => command === deed);
  if (step === undefined) return null;
  return <StepDialog step={step} situation={situation} onClose={onClose} onVerdict={onVerdict} />;
}
