// Reading codes: by a scanner that types, by the camera, or by hand.
import type { Messages } from '../message.js';

export const scan = {
  'scan.hint': 'Okutun veya kodu yazıp Enter tuşuna basın',
  'scan.enter': 'Bu kodu al',
  'scan.camera': 'Kamerayı kullan',
  'scan.cameraStop': 'Kamerayı durdur',
  'scan.cameraRefused': 'Kamera kullanılamadı. Bunun yerine kodu yazın.',
  'scan.cameraView': 'Kameranın gördüğü',
  'scan.right': 'Doğru',
  'scan.wrong': 'Yanlış',
  'scan.goOn': 'Devam et',
  'scan.again': 'Yeniden okut',
} satisfies Messages;
