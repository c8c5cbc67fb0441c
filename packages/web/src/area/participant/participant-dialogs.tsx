// The dialogs in which something is done for a participant as a whole; their code comes after the page.
import { Modal } from '@mantine/core';
import { useSay } from '../../language/message.js';
import { ExcludeDialog } from './exclude-dialog.js';
import { GuessDialog } from './guess-dialog.js';
import type { PartOfParticipant } from './participant-page.js';
import { RandomiseDialog } from './randomise-dialog.js';
import { StratumDialog } from './stratum-dialog.js';
import { TransferDialog } from './transfer-dialog.js';
import { WithdrawForm } from './withdraw-form.js';

export type Deed = 'guess' | 'stratum' | 'transfer' | 'exclude' | 'withdraw';

interface ParticipantDialogProps extends PartOfParticipant {
  readonly opened: Deed | 'randomise';
  readonly onClose: () => void;
}

export function ParticipantDialog({ opened, onClose, ...props }: ParticipantDialogProps) {
  const say = useSay();
  switch (opened) {
    case 'randomise':
      return <RandomiseDialog {...props} onClose={onClose} />;
    case 'guess':
      return <GuessDialog {...props} onClose={onClose} />;
    case 'stratum':
      return <StratumDialog {...props} onClose={onClose} />;
    case 'transfer':
      return <TransferDialog {...props} onClose={onClose} />;
    case 'exclude':
      return <ExcludeDialog {...props} onClose={onClose} />;
    case 'withdraw':
      return (
        <Modal
          opened
          onClose={onClose}
          size="lg"
          title={say('withdraw.title')}
          closeButtonProps={{ 'aria-label': say('shell.close') }}
        >
          <WithdrawForm participant={props.participant} onDone={onClose} />
        </Modal>
      );
  }
}
