// Runs before the application is there: asks who is signed in, so that the answer has come when it begins.
// src/api/early.ts takes it from here.
(() => {
  const path = '/api/session';
  const answer = fetch(path, { headers: { accept: 'application/json' }, credentials: 'same-origin' });
  // Whoever takes it is told of a lost connection.
  answer.catch(() => undefined);
  window.equipoiseEarly = new Map([[path, { askedAt: performance.now(), answer }]]);
})();
