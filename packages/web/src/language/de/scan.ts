// Reading codes: by a scanner that types, by the camera, or by hand.
import type { Messages } from '../message.js';

export const scan = {
  'scan.hint': 'Scannen Sie, oder geben Sie den Code ein und drücken Sie die Eingabetaste',
  'scan.enter': 'Diesen Code nehmen',
  'scan.camera': 'Kamera verwenden',
  'scan.cameraStop': 'Kamera anhalten',
  'scan.cameraRefused': 'Die Kamera konnte nicht verwendet werden. Geben Sie den Code stattdessen ein.',
  'scan.cameraView': 'Was die Kamera sieht',
  'scan.right': 'Richtig',
  'scan.wrong': 'Falsch',
  'scan.goOn': 'Weiter',
  'scan.again': 'Erneut scannen',
} satisfies Messages;
