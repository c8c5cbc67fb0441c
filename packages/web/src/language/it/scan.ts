// Reading codes: by a scanner that types, by the camera, or by hand.
import type { Messages } from '../message.js';

export const scan = {
  'scan.hint': 'Scansioni, oppure digiti il codice e prema Invio',
  'scan.enter': 'Usa questo codice',
  'scan.camera': 'Usa la fotocamera',
  'scan.cameraStop': 'Ferma la fotocamera',
  'scan.cameraRefused': 'Non è stato possibile usare la fotocamera. Digiti invece il codice.',
  'scan.cameraView': 'Che cosa vede la fotocamera',
  'scan.right': 'Corretto',
  'scan.wrong': 'Errato',
  'scan.goOn': 'Continua',
  'scan.again': 'Scansiona di nuovo',
} satisfies Messages;
