// Reading codes: by a scanner that types, by the camera, or by hand.
import type { Messages } from '../message.js';

export const scan = {
  'scan.hint': 'Scannez, ou saisissez le code et appuyez sur Entrée',
  'scan.enter': 'Prendre ce code',
  'scan.camera': 'Utiliser la caméra',
  'scan.cameraStop': 'Arrêter la caméra',
  'scan.cameraRefused': 'La caméra n’a pas pu être utilisée. Saisissez plutôt le code.',
  'scan.cameraView': 'Ce que voit la caméra',
  'scan.right': 'Correct',
  'scan.wrong': 'Faux',
  'scan.goOn': 'Continuer',
  'scan.again': 'Scanner à nouveau',
} satisfies Messages;
