// Reading codes: by a scanner that types, by the camera, or by hand.
import type { Messages } from '../message.js';

export const scan = {
  'scan.hint': 'Escanee, o escriba el código y pulse Intro',
  'scan.enter': 'Usar este código',
  'scan.camera': 'Usar la cámara',
  'scan.cameraStop': 'Detener la cámara',
  'scan.cameraRefused': 'No se ha podido usar la cámara. Escriba el código.',
  'scan.cameraView': 'Lo que ve la cámara',
  'scan.right': 'Correcto',
  'scan.wrong': 'Incorrecto',
  'scan.goOn': 'Continuar',
  'scan.again': 'Escanear de nuevo',
} satisfies Messages;
