// A field for codes: scanners type and press Enter; the camera reads where it can; large enough for gloved hands.
import { ActionIcon, Group, Stack, TextInput } from '@mantine/core';
import { IconArrowRight, IconCamera, IconScan } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useSay } from '../language/message.js';
import { Camera, canReadCodes } from './camera.js';
import { readScan, type Scan } from './scan.js';

interface ScanFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly onScan: (scan: Scan) => void;
  /** Takes the focus as soon as it is there, so that a scanner needs no touch. */
  readonly isFirst?: boolean;
  readonly isDisabled?: boolean;
}

export function ScanField({ label, description, onScan, isFirst = false, isDisabled = false }: ScanFieldProps) {
  const say = useSay();
  const [text, setText] = useState('');
  const [isLooking, setLooking] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isFirst) input.current?.focus();
  }, [isFirst]);
  const take = (typed: string) => {
    setLooking(false);
    setText('');
    if (typed.trim() !== '') onScan(readScan(typed));
  };
  return (
    <Stack gap="xs">
      {/* No form of its own: a step's dialog is one already, and a scan must not send that. */}
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          ref={input}
          size="lg"
          flex={1}
          label={label}
          description={description}
          placeholder={say('scan.hint')}
          leftSection={<IconScan size={22} />}
          autoComplete="off"
          autoCapitalize="characters"
          enterKeyHint="go"
          spellCheck={false}
          disabled={isDisabled}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            take(event.currentTarget.value);
          }}
        />
        <ActionIcon
          size={50}
          aria-label={`${say('scan.enter')}: ${label}`}
          disabled={isDisabled}
          onClick={() => take(text)}
        >
          <IconArrowRight size={24} />
        </ActionIcon>
        {canReadCodes() && (
          <ActionIcon
            size={50}
            variant="default"
            aria-label={`${say('scan.camera')}: ${label}`}
            disabled={isDisabled}
            onClick={() => setLooking(true)}
          >
            <IconCamera size={24} />
          </ActionIcon>
        )}
      </Group>
      {isLooking && <Camera onCode={take} onStop={() => setLooking(false)} />}
    </Stack>
  );
}
