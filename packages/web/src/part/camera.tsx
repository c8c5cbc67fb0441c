// The camera as a code reader, where the browser can read codes; one code ends it.
import { Alert, Button, Stack } from '@mantine/core';
import { IconCameraOff } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useSay } from '../language/message.js';

interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = new (options?: { readonly formats?: readonly string[] }) => Detector;

const detectorClass = () => (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;

/** Whether this browser reads codes with its camera. */
export function canReadCodes(): boolean {
  return detectorClass() !== undefined && navigator.mediaDevices !== undefined;
}

const everyMs = 250;

export function Camera({ onCode, onStop }: { readonly onCode: (text: string) => void; readonly onStop: () => void }) {
  const say = useSay();
  const video = useRef<HTMLVideoElement>(null);
  const [isRefused, setRefused] = useState(false);
  const told = useRef(onCode);
  told.current = onCode;
  useEffect(() => {
    let stream: MediaStream | undefined;
    let timer: number | undefined;
    let isOver = false;
    const end = () => {
      isOver = true;
      window.clearInterval(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const begin = async () => {
      const Detector = detectorClass();
      if (Detector === undefined || video.current === null) throw new Error('no reader');
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      if (isOver || video.current === null) return end();
      video.current.srcObject = stream;
      await video.current.play();
      const detector = new Detector();
      timer = window.setInterval(async () => {
        if (video.current === null) return;
        const [found] = await detector.detect(video.current).catch(() => []);
        if (found === undefined || isOver) return;
        end();
        told.current(found.rawValue);
      }, everyMs);
    };
    begin().catch(() => setRefused(true));
    return end;
  }, []);
  if (isRefused) return <Alert color="orange">{say('scan.cameraRefused')}</Alert>;
  return (
    <Stack gap="xs">
      <video ref={video} muted playsInline aria-label={say('scan.cameraView')} className="eq-camera" />
      <Button variant="default" leftSection={<IconCameraOff size={18} />} onClick={onStop}>
        {say('scan.cameraStop')}
      </Button>
    </Stack>
  );
}
