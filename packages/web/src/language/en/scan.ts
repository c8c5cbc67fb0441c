// Reading codes: by a scanner that types, by the camera, or by hand.

export const scan = {
  'scan.hint': 'Scan, or type the code and press Enter',
  'scan.enter': 'Take this code',
  'scan.camera': 'Use the camera',
  'scan.cameraStop': 'Stop the camera',
  'scan.cameraRefused': 'The camera could not be used. Type the code instead.',
  'scan.cameraView': 'What the camera sees',
  'scan.right': 'Right',
  'scan.wrong': 'Wrong',
  'scan.goOn': 'Go on',
  'scan.again': 'Scan again',
} as const;
